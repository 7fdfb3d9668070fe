// Takes the notes of a release from CHANGELOG.md.

/** The section of a version. @throws Error if the changelog has no such section, or an empty one */
export function notesOf(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/[\s\]]/, 1)[0]?.replace(/^\[/, '') === version);
  const notes = section?.split('\n').slice(1).join('\n').trim();
  if (!notes) throw new Error(`CHANGELOG.md has no section ${version}`);
  return `${notes}\n`;
}
