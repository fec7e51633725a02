/** Making elements, and words for numbers and times. Texts of a repository may have anything in them: they are never HTML. */

/** What shows nothing, or changes how what is around it is shown. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** A text with what shows nothing spelled out. */
export function visible(text) {
  return text.replace(UNSEEN, (it) => `⟨U+${it.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

/** An element with its attributes (`false` and `null` leave one out, functions listen), and what is in it. */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...content.flat().filter((part) => part !== null && part !== ''));
  return made;
}

/** A text of a repository. */
export function name(text, attributes = {}) {
  return element('bdi', attributes, visible(text));
}

const numbers = new Intl.NumberFormat('en');

export function count(number, one, many = `${one}s`) {
  return `${numbers.format(number)} ${number === 1 ? one : many}`;
}

export function amount(number) {
  return numbers.format(number);
}

/** `0.4 s`, `12 s`, `2 min 4 s`, `3 h 20 min`. */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A moment: the time if it was today, else the day too. */
export function time(milliseconds) {
  const moment = new Date(milliseconds);
  const isToday = moment.toDateString() === new Date().toDateString();
  const words = isToday ? moment.toLocaleTimeString() : moment.toLocaleString();
  return element('time', { datetime: moment.toISOString(), title: moment.toLocaleString() }, words);
}

/** A list of which the first few are shown, and the rest when it is asked for. `rows` make list items. */
export function list(label, rows, most = 8) {
  const shown = element('ul', { class: 'rows', 'aria-label': label }, ...rows.slice(0, most).map((make) => make()));
  if (rows.length <= most) return shown;
  const showAll = () => {
    last.remove();
    shown.append(...rows.slice(most).map((make) => make()));
    shown.children[most]?.querySelector('a')?.focus();
    shown.dispatchEvent(new Event('grown', { bubbles: true }));
  };
  const last = element(
    'li',
    { class: 'more' },
    element('button', { type: 'button', click: showAll }, `Show all ${amount(rows.length)}`),
  );
  shown.append(last);
  return shown;
}
