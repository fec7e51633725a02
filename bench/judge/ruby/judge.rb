# Ruby's own parser, Ripper, on the definitions and imports of every file below a folder: the answers that
# ../definitions.mjs holds the graph to.
#
#   ruby bench/judge/ruby/judge.rb FOLDER > answers.jsonl
#
# Definitions are methods, classes and modules, lambdas and blocks bound to names, and structs; imports are literal
# `require_relative`, whose file needs no guess.

require 'json'
require 'ripper'

SKIPPED = %w[node_modules dist build coverage].freeze

# Collects what a syntax tree defines.
class Definitions
  attr_reader :found, :imports

  def initialize(tree)
    @found = []
    @imports = []
    pending = [tree]
    until pending.empty?
      node = pending.pop
      next unless node.is_a?(Array)

      visit(node) if node.first.is_a?(Symbol)
      node.each { |child| pending << child if child.is_a?(Array) }
    end
  end

  private

  def visit(node)
    case node
    in [:def, [_, String => name, [Integer => line, _]], *] then add('function', name, line)
    in [:defs, _, _, [_, String => name, [Integer => line, _]], *] then add('function', name, line)
    in [:class | :module, [*, [:@const, String => name, [Integer => line, _]]], *] then add('class', name, line)
    in [:assign | :opassign, [:var_field, [_, String => name, [Integer => line, _]]], *, value] then assign(name, line, value)
    in [:assoc_new, [:@label, String => name, [Integer => line, _]], value]
      add('function', name.chomp(':'), line) if function?(value)
    in [:assoc_new, [_, [:symbol, [_, String => name, [Integer => line, _]]]], value]
      add('function', name, line) if function?(value)
    in [:method_add_block, call, _] then defined_method(call)
    in [:command, [:@ident, 'require_relative', _], arguments] then relative(arguments)
    in [:method_add_arg, [:fcall, [:@ident, 'require_relative', _]], arguments] then relative(arguments)
    else nil
    end
  end

  def assign(name, line, value)
    if function?(value)
      add('function', name, line)
    elsif name.match?(/\A[[:upper:]]/) && made_type?(value)
      add('class', name, line)
    end
  end

  def function?(value)
    case value
    in [:lambda, *] then true
    in [:method_add_block, [:method_add_arg, [:fcall, [_, 'lambda' | 'proc', _]], _] | [:fcall | :vcall, [_, 'lambda' | 'proc', _]], _]
      true
    in [:method_add_block, [:call, [:var_ref, [_, 'Proc', _]], _, [_, 'new', _]], _] then true
    in [:method_add_block, [:method_add_arg, [:call, [:var_ref, [_, 'Proc', _]], _, [_, 'new', _]], _], _] then true
    else false
    end
  end

  def made_type?(value)
    value = value[1] if value in [:method_add_block, *]
    value = value[1] if value in [:method_add_arg, *]
    case value
    in [:call, [:var_ref, [_, 'Struct' | 'Class' | 'Module', _]], _, [_, 'new', _]] then true
    in [:call, [:var_ref, [_, 'Data', _]], _, [_, 'define', _]] then true
    else false
    end
  end

  def defined_method(call)
    case call
    in [:command, [_, 'define_method' | 'define_singleton_method', [Integer => line, _]], [:args_add_block, [first, *], *]]
      named(first, line)
    in [:method_add_arg, [:fcall, [_, 'define_method' | 'define_singleton_method', [Integer => line, _]]],
        [:arg_paren, [:args_add_block, [first, *], *]]]
      named(first, line)
    else nil
    end
  end

  def named(argument, line)
    case argument
    in [:symbol_literal, [:symbol, [_, String => name, _]]] then add('function', name, line)
    in [:string_literal, [:string_content, [:@tstring_content, String => name, _]]] then add('function', name, line)
    else nil
    end
  end

  def relative(arguments)
    text = arguments.flatten
    place = text.index(:@tstring_content)
    @imports << text[place + 1] if place && text.count(:@tstring_content) == 1 && !text.include?(:string_embexpr)
  end

  def add(kind, name, line)
    @found << { kind:, name:, line: }
  end
end

root = File.realpath(ARGV.fetch(0))
Dir.glob("#{root}/**/*.rb").sort.each do |path|
  parts = path.delete_prefix("#{root}/").split('/')
  next if parts.any? { |part| part.start_with?('.') } || parts[..-2].any? { |part| SKIPPED.include?(part) }
  next unless File.file?(path) && File.realpath(path) == path

  source = File.binread(path).force_encoding('UTF-8')
  parser = Ripper::SexpBuilderPP.new(source)
  tree = parser.parse
  definitions = Definitions.new(tree)
  imports = definitions.imports.to_h do |name|
    file = File.expand_path(name.end_with?('.rb') ? name : "#{name}.rb", File.dirname(path))
    [name, File.file?(file) ? file : name]
  end
  puts JSON.generate(path:, broken: parser.error? || tree.nil?, definitions: definitions.found, imports:)
rescue ArgumentError, EncodingError => error
  warn "#{path}: #{error.message}"
end
