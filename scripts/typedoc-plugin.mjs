// A plugin of TypeDoc for docs/reference/client.md: what an error has from ExoscaleError is said there alone, and nothing is
// said twice.

/** In this order: what a program makes, what it gets and gives, what goes wrong, what else there is. */
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

/** The part of the page that a class or type stands in. */
export const groupOf = (name) => GROUPS.find(([, names]) => names.test(name))[0];

/** Called by TypeDoc before it begins. */
export function load(app) {
  app.converter.on(
    'resolveEnd',
    ({ project }) => {
      const inherited = (one) => one.inheritedFrom ?? one.signatures?.every((each) => each.inheritedFrom);
      for (const one of Object.values(project.reflections).filter(inherited)) project.removeReflection(one);
    },
    // After TypeDoc has found out what is inherited, and before it makes lists of what there is.
    500,
  );
  app.renderer.on('endPage', (page) => {
    page.contents = page.contents
      // The line above has both with links to their types already; a table stays where it says more than that.
      .replace(/^#+ Parameters\n\n\| Parameter \| Type \|\n[^\n]*\n(?:\|[^\n]*\n)+\n/gm, '')
      .replace(/^#+ (?:Returns|Overrides)\n\n[^\n]*\n*(?=#|\*\*\*|$(?![\s\S]))/gm, '')
      // A heading for each method is enough.
      .replace(/^#### (?:Constructors|Methods)\n\n/gm, '')
      .replace(/^##### (?=.*\(\)\??$|Constructor$)/gm, '#### ')
      .replace(/^#{5,} (?=(?:Throws|Parameters)$)/gm, '##### ')
      // The site shows HTML in pages as it stands.
      .replace(/<a id="[^"]*"><\/a> /g, '');
  });
}
