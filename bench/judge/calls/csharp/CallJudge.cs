// What Mono's compiler bound the calls of an assembly to, read from its code and debug symbols: one line of JSON each (see
// score.mjs). The symbols know lines, so a call is known by its line and name; where calls of one name and line differ, or the
// name is not in that line, none is judged. Accessors, operators and what the compiler itself calls are no calls. Code names the
// first declaration of a virtual method, whatever the receiver's type: its overrides are right too.
//
//   mcs -r:Mono.Cecil.dll -out:CallJudge.exe CallJudge.cs; mono CallJudge.exe FOLDER ASSEMBLY

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

static class CallJudge
{
    static string root;
    static readonly Dictionary<string, string[]> Texts = new Dictionary<string, string[]>();
    static readonly Dictionary<MethodDefinition, List<MethodDefinition>> Overrides =
        new Dictionary<MethodDefinition, List<MethodDefinition>>();

    sealed class Call
    {
        public string Path, Name, Kind, To;
        public int Line;
        public string Place { get { return Path + ":" + Line + ":" + Name; } }
    }

    static void Main(string[] args)
    {
        root = System.IO.Path.GetFullPath(args[0]).TrimEnd('/') + "/";
        var module = ModuleDefinition.ReadModule(args[1], new ReaderParameters { ReadSymbols = true });
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods)) NoteOverride(method);
        var calls = module.GetTypes().SelectMany(type => type.Methods).SelectMany(CallsIn).ToList();
        foreach (var same in calls.GroupBy(call => call.Place))
        {
            if (same.Select(call => call.To).Distinct().Count() > 1) continue;
            Call one = same.First();
            Console.WriteLine("{{\"path\":\"{0}\",\"line\":{1},\"name\":\"{2}\",\"kind\":\"{3}\",\"to\":{4}}}",
                one.Path, one.Line, one.Name, one.Kind, one.To);
        }
    }

    static void NoteOverride(MethodDefinition method)
    {
        if (!method.IsVirtual || !method.IsReuseSlot) return;
        for (var type = BaseOf(method.DeclaringType); type != null; type = BaseOf(type))
        {
            foreach (var each in type.Methods.Where(each => each.IsVirtual && IsSame(each, method)))
            {
                if (!Overrides.ContainsKey(each)) Overrides[each] = new List<MethodDefinition>();
                Overrides[each].Add(method);
            }
        }
    }

    static TypeDefinition BaseOf(TypeDefinition type)
    {
        return type.BaseType == null ? null : type.BaseType.Resolve();
    }

    static bool IsSame(MethodDefinition one, MethodDefinition other)
    {
        return one.Name == other.Name && one.Parameters.Count == other.Parameters.Count;
    }

    static bool IsInLine(string path, int line, string name)
    {
        if (!Texts.ContainsKey(path)) Texts[path] = File.ReadAllLines(root + path);
        string[] lines = Texts[path];
        return line <= lines.Length && Regex.IsMatch(lines[line - 1], @"\b" + name + @"\b");
    }

    static IEnumerable<Call> CallsIn(MethodDefinition method)
    {
        if (!method.HasBody) yield break;
        SequencePoint at = null;
        foreach (var instruction in method.Body.Instructions)
        {
            if (IsWritten(instruction.SequencePoint)) at = instruction.SequencePoint;
            var called = instruction.Operand as MethodReference;
            bool isCall = instruction.OpCode.FlowControl == FlowControl.Call && called != null;
            if (!isCall || at == null || !at.Document.Url.StartsWith(root)) continue;
            var target = called.Resolve();
            string name = NameOf(called);
            // The calls of constructors to those of superclasses stand in no line, unless they are written.
            if (name == null || (target != null && IsMadeUp(target))) continue;
            if (method.IsConstructor && called.Name == ".ctor" && instruction.OpCode.Code == Code.Call) continue;
            string path = at.Document.Url.Substring(root.Length);
            if (!IsInLine(path, at.StartLine, name)) continue;
            yield return new Call
            {
                Path = path,
                Line = at.StartLine,
                Name = name,
                Kind = KindOf(called, target, instruction),
                To = TargetsOf(target, method.Module, instruction.OpCode.Code == Code.Callvirt),
            };
        }
    }

    /// <summary>Whether a point is of a line, and not one that the compiler hides from debuggers.</summary>
    static bool IsWritten(SequencePoint point)
    {
        return point != null && point.StartLine > 0 && point.StartLine < 0xfeefee;
    }

    /// <summary>As it is written; null for what is no call in the source.</summary>
    static string NameOf(MethodReference called)
    {
        if (called.Name == ".ctor") return PlainName(called.DeclaringType.Name);
        if (called.Name == "Invoke" && IsDelegate(called.DeclaringType)) return null;
        foreach (string prefix in new[] { "get_", "set_", "add_", "remove_", "op_", "." })
            if (called.Name.StartsWith(prefix)) return null;
        bool isTypeOf = called.Name == "GetTypeFromHandle";
        return isTypeOf || called.Name.Contains("<") ? null : called.Name;
    }

    static string PlainName(string name)
    {
        int arity = name.IndexOf('`');
        return name.Contains("<") ? null : arity < 0 ? name : name.Substring(0, arity);
    }

    static bool IsDelegate(TypeReference type)
    {
        var definition = type.Resolve();
        return definition != null && definition.BaseType != null && definition.BaseType.Name == "MulticastDelegate";
    }

    static bool IsMadeUp(MethodDefinition method)
    {
        return method.DeclaringType.Name.Contains("<") || method.DeclaringType.Name.Contains("$")
            || (method.IsConstructor && IsDelegate(method.DeclaringType));
    }

    static string KindOf(MethodReference called, MethodDefinition target, Instruction instruction)
    {
        if (called.Name == ".ctor") return "new X()";
        if (target == null) return "m()";
        if (target.CustomAttributes.Any(each => each.AttributeType.Name == "ExtensionAttribute")) return "extension";
        string kind = target.IsStatic ? "static" : target.DeclaringType.IsInterface ? "interface" : "instance";
        bool isOverloaded = target.DeclaringType.Methods.Count(each => each.Name == target.Name) > 1;
        return isOverloaded ? kind + ", overloaded" : kind;
    }

    static string TargetsOf(MethodDefinition target, ModuleDefinition module, bool isVirtual)
    {
        if (target == null) return "\"unknown\"";
        bool hasOverrides = isVirtual && Overrides.ContainsKey(target);
        if (target.Module != module) return hasOverrides ? "\"unknown\"" : "\"outside\"";
        var found = new List<string> { TargetOf(target, "true") };
        if (hasOverrides) found.AddRange(Overrides[target].Select(each => TargetOf(each, "\"maybe\"")));
        // Of a constructor that nobody wrote, that of the superclass runs.
        var runs = target;
        while (runs != null && runs.IsConstructor && runs.Module == module && IsImplied(runs)) runs = SuperConstructor(runs);
        if (runs != target && runs != null && runs.Module == module) found.Add(TargetOf(runs, "\"maybe\""));
        found.RemoveAll(each => each == null);
        return found.Count == 0 ? "\"unknown\"" : "[" + string.Join(",", found) + "]";
    }

    /// <summary>Where the body begins; where there is none the file of the type's other methods, if they have one.</summary>
    static string TargetOf(MethodDefinition target, string hasBody)
    {
        bool isWritten = !(target.IsConstructor && IsImplied(target));
        var point = FirstPoint(target);
        if (point == null)
        {
            var others = target.DeclaringType.Methods.Select(FirstPoint).Where(each => each != null).ToList();
            if (others.Select(each => each.Document.Url).Distinct().Count() != 1) return null;
            point = others[0];
            isWritten = false;
        }
        if (!point.Document.Url.StartsWith(root)) return null;
        string name = target.IsConstructor ? PlainName(target.DeclaringType.Name) : target.Name;
        return string.Format("{{\"path\":\"{0}\",\"line\":{1},\"name\":\"{2}\",\"hasBody\":{3}}}",
            point.Document.Url.Substring(root.Length), point.StartLine, name, isWritten ? hasBody : "false");
    }

    static MethodDefinition SuperConstructor(MethodDefinition constructor)
    {
        return constructor.Body.Instructions
            .Where(each => each.OpCode.Code == Code.Call)
            .Select(each => each.Operand as MethodReference)
            .Where(each => each != null && each.Name == ".ctor")
            .Select(each => each.Resolve())
            .FirstOrDefault();
    }

    /// <summary>
    /// The first line of a body; of a constructor the last, since values of fields, which are elsewhere, come first.
    /// </summary>
    static SequencePoint FirstPoint(MethodDefinition method)
    {
        if (!method.HasBody) return null;
        var points = method.Body.Instructions.Select(each => each.SequencePoint).Where(IsWritten);
        return method.IsConstructor ? points.LastOrDefault() : points.FirstOrDefault();
    }

    /// <summary>Whether nobody wrote the constructor: then no line is that of its end.</summary>
    static bool IsImplied(MethodDefinition constructor)
    {
        return constructor.HasBody && constructor.Parameters.Count == 0
            && !constructor.Body.Instructions.Any(each => IsWritten(each.SequencePoint) && each.OpCode.Code == Code.Ret);
    }
}
