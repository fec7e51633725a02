// C#'s calls, as Mono's compiler bound them: compiles the sources and reads the assembly.

import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getAllSourceFiles } from '../../../index.mjs';
import { truthsOf } from './programs.mjs';

const run = promisify(execFile);

const CECIL = '/usr/lib/mono-cecil';
const LIBRARIES = ['Mono.Cecil.dll', 'Mono.Cecil.Mdb.dll'];
const OPTIONS = ['-debug', '-target:library', '-nowarn:1-9999', '-unsafe'];
const REFERENCES = [
  'Configuration',
  'Core',
  'Design',
  'Drawing',
  'Runtime.Remoting',
  'Security',
  'Web',
  'Windows.Forms',
  'Xml',
];

/** `compiled`: the folders that become one assembly; `defines`: its symbols. */
export async function* csharpCalls({ root, compiled, defines = ['TRACE'] }) {
  const work = await mkdtemp(join(tmpdir(), 'csharp-'));
  try {
    const program = join(work, 'CallJudge.exe');
    for (const name of LIBRARIES) await copyFile(join(CECIL, name), join(work, name));
    await run('mcs', [
      `-r:${join(work, LIBRARIES[0])}`,
      `-out:${program}`,
      join(import.meta.dirname, 'csharp', 'CallJudge.cs'),
    ]);
    // What describes an assembly stands once for each of those that are compiled into one here.
    const files = (await getAllSourceFiles(root)).filter(
      (path) =>
        path.endsWith('.cs') &&
        compiled.some((folder) => path.startsWith(join(root, folder, '/'))) &&
        !path.endsWith('/AssemblyInfo.cs'),
    );
    const list = join(work, 'files.rsp');
    await writeFile(list, files.map((path) => `"${path}"`).join('\n'));
    const assembly = join(work, 'sources.dll');
    const references = REFERENCES.map((name) => `-r:System.${name}`);
    await run('mcs', [...OPTIONS, ...references, `-define:${defines.join(';')}`, `-out:${assembly}`, `@${list}`]);
    yield* truthsOf('mono', [program, root, assembly]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
