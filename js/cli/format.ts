/** Numbers, sizes, times and paths as a person reads them in a terminal. Pure text. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `1,354` */
export function count(number: number): string {
  return grouped.format(number);
}

/** `7 kB`, `212 MB`, `1.4 GB`; decimal units. */
export function bytes(number: number): string {
  if (number < 1e6) return `${Math.round(number / 1e3)} kB`;
  if (number >= 1e9) return `${(number / 1e9).toFixed(1)} GB`;
  return `${Math.round(number / 1e6)} MB`;
}

/** `0.61 s`, `12 s`, `3 min 05 s` */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Text from a repository with its control characters made visible, so that a file's name cannot drive a terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
