/**
 * What the command shows while it works: one line that is redrawn on a terminal, a few plain lines elsewhere.
 * Writes to the stream it is given and nowhere else.
 */
import type { ProgressStage, SlowFile } from '../../index.js';
import { bytes, count, duration, printable } from './format.js';

/** What the command is at. */
export type Stage = ProgressStage | 'writing';

/** From so many milliseconds on a file is worth a word. */
const SLOW_MS = 2000;

/** The part of a stream that is needed. */
export interface Output {
  /** Calls `done` when the text is written, or cannot be. */
  write(text: string | Uint8Array, done?: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Shows how far the work is. */
export interface ProgressDisplay {
  /** A stage begins. */
  enter(stage: Stage): void;
  /** So many files of so many are done; `slowest` is the one that is worked on the longest so far. */
  advance(processedFiles: number, totalFiles: number, slowest?: SlowFile): void;
  /** Something the caller should know, on a line of its own. */
  note(message: string): void;
  /** Leaves nothing half drawn. */
  close(): void;
}

/** A clock and a scale. */
export interface Gauges {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Resident bytes of this process. */
  memory(): number;
}

/** One moment of the work. */
export interface Moment {
  stage: Stage;
  processedFiles: number;
  totalFiles: number;
  /** The file that is worked on the longest so far. */
  slowest?: SlowFile | undefined;
  /** Milliseconds since parsing began. */
  elapsed: number;
  memory: number;
}

const REDRAW_EVERY = 100;
const PLAIN_LINE_EVERY_PERCENT = 10;
const WIDEST_BAR = 30;
const LEAST_BAR = 5;

/** A display that fits `output`: a bar on a terminal, else lines. */
export function progressOn(output: Output, gauges: Gauges): ProgressDisplay {
  return output.isTTY ? new Bar(output, gauges) : new Lines(output, gauges);
}

/** A display that shows nothing but notes. */
export function noProgress(output: Output): ProgressDisplay {
  return {
    enter() {},
    advance() {},
    note: (message) => void output.write(`${message}\n`),
    close() {},
  };
}

/** `1,200 of 2,988 files, 4,100 files/s, 212 MB, 2 s left`: what is known at `moment`. */
export function describe(moment: Moment): string {
  return factsOf(moment).join(', ');
}

function factsOf(moment: Moment): string[] {
  const { stage, processedFiles, totalFiles, elapsed, memory } = moment;
  const facts: string[] = [];
  if (totalFiles > 0) facts.push(`${count(processedFiles)} of ${count(totalFiles)} files`);
  if (stage === 'parsing' && processedFiles > 0 && elapsed > 0) {
    facts.push(`${count((processedFiles / elapsed) * 1000)} files/s`);
  }
  facts.push(bytes(memory));
  if (stage === 'parsing' && processedFiles > 0 && processedFiles < totalFiles) {
    facts.push(`${duration((elapsed / processedFiles) * (totalFiles - processedFiles))} left`);
  }
  return facts;
}

/** `4.00 s at /repository/src/huge.ts`, where a file is worked on for long; else nothing. */
function slowness({ slowest }: Pick<Moment, 'slowest'>): string {
  return slowest === undefined || slowest.ms < SLOW_MS ? '' : `${duration(slowest.ms)} at ${printable(slowest.path)}`;
}

/** The redrawn line at `moment`, no wider than `columns`. */
export function barLine(moment: Moment, columns: number): string {
  return [barAndFacts(moment, columns), slowness(moment)].filter(Boolean).join(', ').slice(0, columns);
}

function barAndFacts(moment: Moment, columns: number): string {
  const { stage, processedFiles, totalFiles } = moment;
  const all = describe(moment);
  if (stage !== 'parsing' || totalFiles === 0) return `${stage} ${all}`.slice(0, columns);
  // Where there is room for few words only the bar matters, and the share.
  const percent = `${Math.floor((processedFiles / totalFiles) * 100)} %`;
  const facts = [all, factsOf(moment).slice(0, 2).join(', '), percent];
  const roomFor = (text: string) => columns - stage.length - text.length - 2;
  const text = facts.find((text) => roomFor(text) >= LEAST_BAR);
  if (text === undefined) return `${stage} ${percent}`.slice(0, columns);
  const width = Math.min(WIDEST_BAR, roomFor(text));
  const filled = Math.round((processedFiles / totalFiles) * width);
  return `${stage} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${text}`;
}

/** What both displays keep: the moment. */
class Course {
  stage: Stage = 'discovering';
  processedFiles = 0;
  totalFiles = 0;
  slowest: SlowFile | undefined;
  readonly #gauges: Gauges;
  #parsingSince = 0;

  constructor(gauges: Gauges) {
    this.#gauges = gauges;
  }

  enter(stage: Stage): void {
    if (stage === 'parsing') this.#parsingSince = this.#gauges.now();
    this.stage = stage;
    this.slowest = undefined;
  }

  advance(processedFiles: number, totalFiles: number, slowest: SlowFile | undefined): void {
    this.processedFiles = processedFiles;
    this.totalFiles = totalFiles;
    this.slowest = slowest;
  }

  moment(): Moment {
    return {
      stage: this.stage,
      processedFiles: this.processedFiles,
      totalFiles: this.totalFiles,
      slowest: this.slowest,
      elapsed: this.#gauges.now() - this.#parsingSince,
      memory: this.#gauges.memory(),
    };
  }
}

class Bar implements ProgressDisplay {
  readonly #output: Output;
  readonly #course: Course;
  // Redrawing by a timer keeps memory and rate current while a large file or the linker works.
  readonly #timer: NodeJS.Timeout;

  constructor(output: Output, gauges: Gauges) {
    this.#output = output;
    this.#course = new Course(gauges);
    this.#timer = setInterval(() => this.#draw(), REDRAW_EVERY).unref();
  }

  enter(stage: Stage): void {
    this.#course.enter(stage);
    this.#draw();
  }

  advance(processedFiles: number, totalFiles: number, slowest?: SlowFile): void {
    this.#course.advance(processedFiles, totalFiles, slowest);
  }

  note(message: string): void {
    this.#clear();
    this.#output.write(`${message}\n`);
    this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #draw(): void {
    // The last column stays empty: writing to it would wrap the line on some terminals.
    this.#output.write(`\r${barLine(this.#course.moment(), (this.#output.columns ?? 80) - 1)}\x1b[K`);
  }

  #clear(): void {
    this.#output.write('\r\x1b[K');
  }
}

class Lines implements ProgressDisplay {
  readonly #output: Output;
  readonly #course: Course;
  #shownPercent = 0;
  #shownSlow: string | undefined;

  constructor(output: Output, gauges: Gauges) {
    this.#output = output;
    this.#course = new Course(gauges);
  }

  enter(stage: Stage): void {
    this.#course.enter(stage);
    this.#output.write(`${stage}\n`);
  }

  advance(processedFiles: number, totalFiles: number, slowest?: SlowFile): void {
    this.#course.advance(processedFiles, totalFiles, slowest);
    const slow = slowness(this.#course);
    // A line a file: it is told again and again while it lasts.
    if (slow !== '' && slowest?.path !== this.#shownSlow) {
      this.#shownSlow = slowest?.path;
      this.#output.write(`${this.#course.stage}: ${slow}\n`);
    }
    const percent = totalFiles === 0 ? 0 : (processedFiles / totalFiles) * 100;
    if (percent < this.#shownPercent + PLAIN_LINE_EVERY_PERCENT) return;
    this.#shownPercent = Math.floor(percent / PLAIN_LINE_EVERY_PERCENT) * PLAIN_LINE_EVERY_PERCENT;
    this.#output.write(`${this.#course.stage} ${Math.floor(percent)} %: ${describe(this.#course.moment())}\n`);
  }

  note(message: string): void {
    this.#output.write(`${message}\n`);
  }

  close(): void {}
}
