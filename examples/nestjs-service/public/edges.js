/** Lines between what is in the columns of a neighbourhood, where these stand beside each other. */
const SVG = 'http://www.w3.org/2000/svg';

/** Draws the lines from callers to the source and from it to callees, anew whenever something moves, until the signal is aborted. */
export function drawEdges(neighbourhood, signal) {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('class', 'edges');
  picture.setAttribute('aria-hidden', 'true');
  neighbourhood.append(picture);
  const draw = () => picture.replaceChildren(...linesOf(neighbourhood));
  const observer = new ResizeObserver(draw);
  for (const column of neighbourhood.children) observer.observe(column);
  neighbourhood.addEventListener('grown', draw);
  for (const event of ['pointerover', 'pointerout', 'focusin', 'focusout']) {
    neighbourhood.addEventListener(event, () => mark(neighbourhood, picture));
  }
  signal.addEventListener('abort', () => observer.disconnect());
}

function linesOf(neighbourhood) {
  const frame = neighbourhood.getBoundingClientRect();
  const middle = neighbourhood.querySelector('.source').getBoundingClientRect();
  // A third of the way down its first lines, wherever it is scrolled to.
  const hub = middle.top + Math.min(middle.height / 2, 120) - frame.top;
  return itemsOf(neighbourhood).map((item) => {
    const { top, height } = item.getBoundingClientRect();
    const { left, right } = item.closest('section').getBoundingClientRect();
    const y = top + height / 2 - frame.top;
    const isCaller = item.closest('.callers') !== null;
    const [x1, y1, x2, y2] = isCaller ? [right, y, middle.left, hub] : [middle.right, hub, left, y];
    const [from, to] = [x1 - frame.left, x2 - frame.left];
    const bend = (from + to) / 2;
    const line = document.createElementNS(SVG, 'path');
    line.setAttribute('class', isCaller ? 'incoming' : 'outgoing');
    line.setAttribute('d', `M${from} ${y1}C${bend} ${y1} ${bend} ${y2} ${to} ${y2}`);
    return line;
  });
}

function mark(neighbourhood, picture) {
  for (const [at, item] of itemsOf(neighbourhood).entries()) {
    picture.children[at]?.classList.toggle('marked', item.matches(':hover, :focus-within'));
  }
}

function itemsOf(neighbourhood) {
  return [...neighbourhood.querySelectorAll('.callers .rows > li:not(.more), .callees .rows > li:not(.more)')];
}
