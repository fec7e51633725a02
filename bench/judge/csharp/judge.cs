// The parser of Mono's compiler on the definitions of every C# file below a folder: the answers that
// ../definitions.mjs holds the graph to.
//
//   mcs -r:Mono.CSharp -out:/tmp/judge.exe bench/judge/csharp/judge.cs && mono /tmp/judge.exe FOLDER > answers.jsonl
//
// Definitions are types, and members that have a body: methods, constructors, finalizers, operators, accessors. Each is
// at the line of its name, an accessor at that of `get` or the like: the parser keeps no other. What stands in bodies is
// not listed. Imports are not judged, as a namespace is in no one place. As the parser sees one branch of each `#if`, every
// file is parsed twice: with no symbol defined, and with all that it mentions.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Mono.CSharp;
using Delegate = Mono.CSharp.Delegate;
using Enum = Mono.CSharp.Enum;

static class Judge
{
    static void Main(string[] words)
    {
        var root = Path.GetFullPath(words[0]);
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories);
        foreach (var path in files.OrderBy(path => path, StringComparer.Ordinal))
        {
            var without = new List<string>();
            var with = new List<string>();
            var isBroken = !(Parse(path, Enumerable.Empty<string>(), without) | Parse(path, SymbolsOf(path), with));
            // Of equal ones, such as accessors in one line, as many as one of the two has.
            var more = with.GroupBy(one => one).SelectMany(equal => equal.Skip(without.Count(one => one == equal.Key)));
            var definitions = without.Concat(more);
            Console.WriteLine("{{\"path\":{0},\"at\":\"name\",\"bodies\":false,\"broken\":{1},\"imports\":null,\"definitions\":[{2}]}}",
                Quoted(path), isBroken ? "true" : "false", string.Join(",", definitions));
        }
    }

    /// Whether the file has no syntax error.
    static bool Parse(string path, IEnumerable<string> symbols, List<string> definitions)
    {
        var report = new StreamReportPrinter(TextWriter.Null);
        var settings = new CompilerSettings { Unsafe = true, Version = LanguageVersion.Latest };
        foreach (var symbol in symbols) settings.AddConditionalSymbol(symbol);
        var module = new ModuleContainer(new CompilerContext(settings, report));
        var source = new SourceFile(Path.GetFileName(path), path, 1);
        Location.Initialize(new List<SourceFile> { source });
        RootContext.ToplevelTypes = module;
        var file = new CompilationSourceFile(module, source);
        using (var stream = new MemoryStream(File.ReadAllBytes(path)))
        {
            var reader = new SeekableStreamReader(stream, Encoding.UTF8);
            new CSharpParser(reader, file, new ParserSession()).parse();
        }
        Visit(file, definitions);
        return report.ErrorsCount == 0;
    }

    /// The symbols that the file has conditions on.
    static IEnumerable<string> SymbolsOf(string path)
    {
        var conditions = File.ReadLines(path).Where(line => Regex.IsMatch(line, @"^\s*#\s*(if|elif)\b"));
        return conditions.SelectMany(line => Regex.Matches(line, @"\w+").Cast<Match>()).Select(word => word.Value).Distinct();
    }

    static void Visit(TypeContainer container, List<string> definitions)
    {
        foreach (var inner in container.Containers ?? Enumerable.Empty<TypeContainer>())
        {
            var kind = KindOf(inner);
            if (kind != null) Add(definitions, kind, inner.MemberName.Name, inner.Location);
            var type = inner as TypeDefinition;
            foreach (var member in type?.Members ?? Enumerable.Empty<MemberCore>()) Visit(member, definitions);
            Visit(inner, definitions);
        }
    }

    static string KindOf(TypeContainer container)
    {
        if (container is Delegate) return "alias";
        if (container is Enum) return "enum";
        if (container is Interface) return "interface";
        return container is ClassOrStruct ? "class" : null;
    }

    static void Visit(MemberCore member, List<string> definitions)
    {
        var property = member as PropertyBase;
        var ev = member as EventProperty;
        var method = member as MethodCore;
        if (property != null)
        {
            var name = property is Indexer ? "this[]" : property.MemberName.Name;
            foreach (var accessor in new[] { property.Get, property.Set }) Visit(accessor, name, definitions);
        }
        else if (ev != null)
        {
            foreach (var accessor in new[] { ev.Add, ev.Remove }) Visit(accessor, ev.MemberName.Name, definitions);
        }
        else if ((member as FieldBase)?.Initializer is AnonymousMethodExpression)
            Add(definitions, "function", member.MemberName.Name, member.Location);
        else if (method?.Block != null) Add(definitions, "function", NameOf(method), method.Location);
    }

    static void Visit(AbstractPropertyEventMethod accessor, string name, List<string> definitions)
    {
        if (accessor?.Block != null) Add(definitions, "function", name, accessor.Location);
    }

    static string NameOf(MethodCore method)
    {
        var op = method as Operator;
        if (op == null) return method is Destructor ? "~" + method.Parent.MemberName.Name : method.MemberName.Name;
        var isConversion = op.OperatorType == Operator.OpType.Implicit || op.OperatorType == Operator.OpType.Explicit;
        return "operator " + (isConversion ? op.TypeExpression.GetSignatureForError() : Operator.GetName(op.OperatorType));
    }

    static void Add(List<string> definitions, string kind, string name, Location location)
    {
        definitions.Add(string.Format("{{\"kind\":\"{0}\",\"name\":{1},\"line\":{2}}}", kind, Quoted(name), location.Row));
    }

    static string Quoted(string text)
    {
        return "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
    }
}
