/** Texts from a repository on the page: they may have anything in them. */

/** What shows nothing, or changes how what is around it is shown. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** A text with what shows nothing spelled out. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `\u27e8U+${code}\u27e9`;
  });
}

/** An element with a text or with others in it. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...content: (string | Node)[]
): HTMLElementTagNameMap[Name] {
  const created = document.createElement(name);
  if (className !== '') created.className = className;
  created.append(...content.map((part) => (typeof part === 'string' ? visible(part) : part)));
  return created;
}

const numbers = new Intl.NumberFormat('en');

export function count(number: number, one: string, many = `${one}s`): string {
  return `${numbers.format(number)} ${number === 1 ? one : many}`;
}
