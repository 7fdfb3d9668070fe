// A plugin of TypeDoc for docs/reference/client.md. It removes repetitions: what each error inherits from ExoscaleError
// is described only there.

/** The parts of the page in their order, and the names that belong to each. */
export const GROUPS = [
  ['The client', /^Exoscale(?:Client|Zone)|^(?:Request|Waiting|Creation)Options$|^Creation$/],
  [
    'What the service has',
    /^(?:ApiKey|CreatedApiKey|Deployment|DeploymentEntry|EngineParameter|InstanceType|LogEntry|Model|Operation|Organization|Quota)$/,
  ],
  ['What is sent', /^(?:Create|Scale|Update)\w+Request$/],
  ['What goes wrong', /^(?!Transport)\w+Error$|^FailureFacts$/],
  ['Transport and time', /./],
];

/** The part of the page that a class or type belongs to. */
export const groupOf = (name) => GROUPS.find(([, names]) => names.test(name))[0];

/** TypeDoc calls this before it begins. */
export function load(app) {
  app.converter.on(
    'resolveEnd',
    ({ project }) => {
      const inherited = (one) => one.inheritedFrom ?? one.signatures?.every((each) => each.inheritedFrom);
      for (const one of Object.values(project.reflections).filter(inherited)) project.removeReflection(one);
    },
    // The priority: after TypeDoc has found out what is inherited, and before it makes its lists.
    500,
  );
  app.renderer.on('endPage', (page) => {
    page.contents = page.contents
      // The line with the signature already has names and types with links. A table with more than that stays.
      .replace(/^#+ Parameters\n\n\| Parameter \| Type \|\n[^\n]*\n(?:\|[^\n]*\n)+\n/gm, '')
      .replace(/^#+ (?:Returns|Overrides)\n\n[^\n]*\n*(?=#|\*\*\*|$(?![\s\S]))/gm, '')
      // Each method has its own heading, so the headings above them are removed.
      .replace(/^#### (?:Constructors|Methods)\n\n/gm, '')
      .replace(/^##### (?=.*\(\)\??$|Constructor$)/gm, '#### ')
      .replace(/^#{5,} (?=(?:Throws|Parameters)$)/gm, '##### ')
      // The site would show this HTML as text.
      .replace(/<a id="[^"]*"><\/a> /g, '');
  });
}
