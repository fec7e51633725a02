/** The one line that progress is on a terminal. */
import { describe, expect, it } from 'vitest';
import { bytes, count, duration } from '../js/cli/format.js';
import { barLine, type Moment } from '../js/cli/progress.js';

const halfway: Moment = {
  stage: 'parsing',
  processedFiles: 1500,
  totalFiles: 3000,
  elapsed: 500,
  memory: 212e6,
};

describe('the line', () => {
  it('names stage, share, files, rate, memory and time left', () => {
    expect(barLine(halfway, 120)).toBe(
      `parsing ${'█'.repeat(15)}${'░'.repeat(15)} 1,500 of 3,000 files, 3,000 files/s, 212 MB, 0.50 s left`,
    );
  });

  it.each([0, 1, 20, 40, 60, 61, 62, 63, 64, 65, 70, 80, 100, 300])('is never wider than %i columns', (columns) => {
    expect(barLine(halfway, columns).length).toBeLessThanOrEqual(columns);
  });

  it.each([
    [30, `parsing ${'█'.repeat(9)}${'░'.repeat(8)} 50 %`],
    [29, `parsing ${'█'.repeat(8)}${'░'.repeat(8)} 50 %`],
    [18, `parsing ${'█'.repeat(3)}${'░'.repeat(2)} 50 %`],
    [17, 'parsing 50 %'],
    [60, `parsing ${'█'.repeat(8)}${'░'.repeat(8)} 1,500 of 3,000 files, 3,000 files/s`],
  ])('has a bar in %i columns, with what there is room for beside it', (columns, line) => {
    expect(barLine(halfway, columns)).toBe(line);
  });

  it('has no bar before the number of files is known and while linking', () => {
    expect(barLine({ ...halfway, stage: 'discovering', processedFiles: 0, totalFiles: 0 }, 120)).toBe(
      'discovering 212 MB',
    );
    expect(barLine({ ...halfway, stage: 'linking', processedFiles: 3000 }, 120)).toBe(
      'linking 3,000 of 3,000 files, 212 MB',
    );
  });

  it('names the file that is worked on for long', () => {
    const slow = (ms: number) => barLine({ ...halfway, slowest: { path: '/r/a.ts', ms, isDone: false } }, 120);
    expect(slow(12_000)).toBe(`${barLine(halfway, 120)}, 12 s at /r/a.ts`);
    expect(slow(1_999)).toBe(barLine(halfway, 120));
  });

  it('guesses no rate and no time before a file is done', () => {
    expect(barLine({ ...halfway, processedFiles: 0 }, 120)).toMatch(/ 0 of 3,000 files, 212 MB$/);
  });
});

describe('numbers', () => {
  it('are grouped, sizes decimal, times in the unit that fits', () => {
    expect(count(1234567)).toBe('1,234,567');
    expect(bytes(999_000_000)).toBe('999 MB');
    expect(bytes(1_400_000_000)).toBe('1.4 GB');
    expect(duration(610)).toBe('0.61 s');
    expect(duration(12_300)).toBe('12 s');
    expect(duration(59_700)).toBe('1 min 00 s');
    expect(duration(185_000)).toBe('3 min 05 s');
  });
});
