import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Kinds;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.tree.EndPosTable;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.TreeInfo;
import com.sun.tools.javac.tree.TreeScanner;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.ElementKind;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What javac knows of a folder's calls, one line of JSON each (see score.mjs): the method or constructor that overload
 * resolution picks. What does not compile, for want of a library say, is unknown or left out.
 *
 * <p>java --add-exports jdk.compiler/com.sun.tools.javac.{code,tree,util}=ALL-UNNAMED CallJudge.java FOLDER CLASSPATH
 */
public final class CallJudge {
  private static final List<String> OPTIONS =
      List.of("-proc:none", "-nowarn", "-implicit:none", "-XDshould-stop.ifError=FLOW", "-encoding", "UTF-8");

  /** Where something is declared, and whether it is a method with a body. */
  private record Place(String path, int at, boolean hasBody) {
    String json(String bodied) {
      return String.format("{\"path\":\"%s\",\"at\":%d,\"hasBody\":%s}", path, at, hasBody ? bodied : "false");
    }
  }

  private final Path root;
  private final PrintStream out;
  private final Map<Symbol, Place> declared = new HashMap<>();
  /** The constructors that those which the compiler adds call. */
  private final Map<Symbol, Symbol> called = new HashMap<>();

  private CallJudge(Path root, PrintStream out) {
    this.root = root;
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]).toRealPath();
    var compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> files;
    try (var found = Files.walk(root)) {
      files = found.filter(CallJudge::isSource).sorted().toList();
    }
    try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        var out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8)) {
      new CallJudge(root, out).judge(compile(compiler, manager, files, args[1]));
    }
  }

  private static boolean isSource(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(".java") && !name.equals("module-info.java") && !name.equals("package-info.java");
  }

  /** The files' trees with all names and types attributed. */
  private static Iterable<? extends CompilationUnitTree> compile(
      javax.tools.JavaCompiler compiler, StandardJavaFileManager manager, List<Path> files, String classpath)
      throws Exception {
    List<String> options = new ArrayList<>(OPTIONS);
    options.addAll(List.of("-classpath", classpath));
    var sources = manager.getJavaFileObjectsFromPaths(files);
    var task = (JavacTask) compiler.getTask(null, manager, problem -> {}, options, null, sources);
    var units = task.parse();
    task.analyze();
    return units;
  }

  private void judge(Iterable<? extends CompilationUnitTree> units) {
    for (var unit : units) new Declarations((JCTree.JCCompilationUnit) unit).scan((JCTree) unit);
    for (var unit : units) new Calls((JCTree.JCCompilationUnit) unit).scan((JCTree) unit);
  }

  private String pathOf(JCTree.JCCompilationUnit unit) {
    return root.relativize(Path.of(unit.sourcefile.toUri())).toString();
  }

  /** Notes where each type and method is declared. */
  private final class Declarations extends TreeScanner {
    private final String path;

    Declarations(JCTree.JCCompilationUnit unit) {
      path = pathOf(unit);
    }

    @Override
    public void visitClassDef(JCTree.JCClassDecl tree) {
      if (tree.sym != null) declared.put(tree.sym, new Place(path, tree.pos, false));
      super.visitClassDef(tree);
    }

    @Override
    public void visitMethodDef(JCTree.JCMethodDecl tree) {
      boolean isWritten = !isGenerated(tree) && tree.body != null;
      if (tree.sym != null) declared.put(tree.sym, new Place(path, tree.pos, isWritten));
      if (isGenerated(tree) && selfCall(tree) != null) called.put(tree.sym, TreeInfo.symbol(selfCall(tree).meth));
      super.visitMethodDef(tree);
    }
  }

  private static boolean isGenerated(JCTree.JCMethodDecl tree) {
    return (tree.mods.flags & (Flags.GENERATEDCONSTR | Flags.GENERATED_MEMBER)) != 0;
  }

  /** The `super(…)` that a constructor begins with. */
  private static JCTree.JCMethodInvocation selfCall(JCTree.JCMethodDecl tree) {
    return tree.body != null
            && tree.body.stats.head instanceof JCTree.JCExpressionStatement statement
            && statement.expr instanceof JCTree.JCMethodInvocation call
        ? call
        : null;
  }

  /** Prints the calls of a file. */
  private final class Calls extends TreeScanner {
    private final String path;
    private final EndPosTable ends;
    private int bodyStart;

    Calls(JCTree.JCCompilationUnit unit) {
      path = pathOf(unit);
      ends = unit.endPositions;
    }

    @Override
    public void visitMethodDef(JCTree.JCMethodDecl tree) {
      if (isGenerated(tree)) return;
      if (tree.body != null) bodyStart = tree.body.pos;
      super.visitMethodDef(tree);
    }

    /** A constant of an enum makes its object, but nobody wrote a call. */
    @Override
    public void visitVarDef(JCTree.JCVariableDecl tree) {
      if ((tree.mods.flags & Flags.ENUM) == 0 || !(tree.init instanceof JCTree.JCNewClass made)) {
        super.visitVarDef(tree);
        return;
      }
      scan(made.args);
      scan(made.def);
    }

    /** `this(…);` and `super(…);` are statements of their own; one that nobody wrote is where the body begins. */
    @Override
    public void visitExec(JCTree.JCExpressionStatement tree) {
      if (TreeInfo.isSelfCall(tree) && tree.pos == bodyStart) return;
      if (tree.expr instanceof JCTree.JCMethodInvocation call && TreeInfo.isSelfCall(tree)) {
        print(tree, TreeInfo.symbol(call.meth), TreeInfo.name(call.meth) + "()", TreeInfo.name(call.meth).toString());
        scan(call.meth);
        scan(call.args);
      } else {
        super.visitExec(tree);
      }
    }

    @Override
    public void visitApply(JCTree.JCMethodInvocation tree) {
      print(tree, TreeInfo.symbol(tree.meth), shapeOf(tree.meth), TreeInfo.name(tree.meth).toString());
      super.visitApply(tree);
    }

    @Override
    public void visitNewClass(JCTree.JCNewClass tree) {
      if (tree.def == null) {
        print(tree, tree.constructor, "new X()", "new");
        super.visitNewClass(tree);
        return;
      }
      print(tree, superConstructor(tree), "new X() { … }", "new");
      scan(tree.encl);
      scan(tree.args);
      scan(tree.def);
    }

    /** What the anonymous class's own constructor calls; of one that implements an interface the interface. */
    private Symbol superConstructor(JCTree.JCNewClass tree) {
      Symbol named = tree.clazz.type == null ? null : tree.clazz.type.tsym;
      if (named == null || named.isInterface()) return named;
      for (JCTree member : tree.def.defs) {
        if (member instanceof JCTree.JCMethodDecl method && isGenerated(method) && selfCall(method) != null) {
          return TreeInfo.symbol(selfCall(method).meth);
        }
      }
      return named;
    }

    private void print(JCTree tree, Symbol called, String shape, String name) {
      String kind = called != null && isOverloaded(called) ? shape + ", overloaded" : shape;
      out.printf(
          "{\"path\":\"%s\",\"start\":%d,\"end\":%d,\"name\":\"%s\",\"kind\":\"%s\",\"to\":%s}%n",
          path, TreeInfo.getStartPos(tree), TreeInfo.getEndPos(tree, ends), name, kind, target(called));
    }
  }

  private String target(Symbol symbol) {
    if (symbol == null || symbol.kind == Kinds.Kind.ERR || symbol.kind.isResolutionError()) return "\"unknown\"";
    Place place = declared.get(symbol.baseSymbol());
    // What the compiler adds, such as an enum's values(), is where its type is.
    if (place == null && symbol.owner instanceof Symbol.ClassSymbol) place = declared.get(symbol.owner);
    if (place == null) return "\"outside\"";
    Symbol runs = symbol.baseSymbol();
    while (called.containsKey(runs)) runs = called.get(runs).baseSymbol();
    Place inherited = runs == symbol.baseSymbol() ? null : declared.get(runs);
    return inherited == null ? "[" + place.json("true") + "]" : "[" + place.json("true") + "," + inherited.json("\"maybe\"") + "]";
  }

  private static boolean isOverloaded(Symbol called) {
    if (!(called.owner instanceof Symbol.ClassSymbol owner) || !(called instanceof Symbol.MethodSymbol)) return false;
    int same = 0;
    for (Symbol each : owner.members().getSymbolsByName(called.name)) same++;
    return same > 1;
  }

  /** The callee in words: by what its receiver is. */
  private static String shapeOf(JCTree callee) {
    if (!(TreeInfo.skipParens(callee) instanceof JCTree.JCFieldAccess access)) return "m()";
    JCTree receiver = TreeInfo.skipParens(access.selected);
    if (receiver instanceof JCTree.JCMethodInvocation) return "call().m()";
    if (receiver instanceof JCTree.JCNewClass) return "(new X()).m()";
    if (receiver instanceof JCTree.JCLiteral) return "literal.m()";
    if (receiver instanceof JCTree.JCArrayAccess) return "a[].m()";
    if (receiver instanceof JCTree.JCTypeCast) return "((X) a).m()";
    Symbol symbol = TreeInfo.symbol(receiver);
    if (symbol == null) return "expression.m()";
    if (symbol.name.contentEquals("this") || symbol.name.contentEquals("super")) return symbol.name + ".m()";
    if (symbol instanceof Symbol.ClassSymbol) return "X.m()";
    String variable = symbol.getKind() == ElementKind.ENUM_CONSTANT ? "constant" : symbol.getKind().toString();
    return variable.toLowerCase().replace('_', ' ') + ".m()";
  }
}
