# Which methods a running program calls, one line of JSON each (see score.mjs): RDoc documents a folder of Ruby files, as HTML
# and for ri. The running program knows lines, so a call is known by its line and name, and only where the name is in that line.
#
#   ruby --disable-gems -I FOLDER trace.rb FOLDER WORK DOCUMENTED …

require 'json'

ROOT = "#{File.realpath(ARGV[0])}/"
CALLED = Hash.new { |calls, place| calls[place] = {} }
LINES = Hash.new { |lines, path| lines[path] = File.readlines(path, encoding: 'UTF-8') }

def note(at, name, target)
  return unless at&.path&.start_with?(ROOT) && at.lineno.positive?

  CALLED[[at.path, at.lineno, name]][target] = true
end

# The frame below that of the method is its caller; `new` is a method of its own between the two.
inside = TracePoint.new(:call) do |point|
  frames = caller_locations(2, 2)
  is_made = point.method_id == :initialize && frames[0]&.base_label == 'new'
  target = point.path.start_with?(ROOT) ? [point.path, point.lineno, point.method_id] : nil
  note(is_made ? frames[1] : frames[0], point.method_id, target)
end
# A method without Ruby code is Ruby's own, or one that `attr_reader` and its like declare where they stand. Of what makes objects
# without code of its own, such as a Struct, the class may be here: that is not judged.
outside = TracePoint.new(:c_call) do |point|
  next if !point.path.start_with?(ROOT) || %i[new initialize].include?(point.method_id)

  declared = point.defined_class.instance_method(point.method_id).source_location
  target = declared && declared[0].start_with?(ROOT) ? [*declared, nil] : nil
  CALLED[[point.path, point.lineno, point.method_id]][target] = true
rescue NameError
  next
end

require 'rdoc'
work, *documented = ARGV[1..]
[inside, outside].each(&:enable)
%w[darkfish ri].each do |format|
  RDoc::RDoc.new.document(['--quiet', "--format=#{format}", '--output', File.join(work, format), *documented])
end
[inside, outside].each(&:disable)

CALLED.each do |(path, line, name), targets|
  written = name == :initialize ? 'new' : name.to_s
  next unless LINES[path][line - 1]&.match?(/(?<![\w@$:.])#{Regexp.escape(written)}(?![\w?!=])|\.#{Regexp.escape(written)}(?![\w?!=])/)

  to = targets.keys.map do |target|
    target && { path: target[0].delete_prefix(ROOT), line: target[1], name: target[2], hasBody: !target[2].nil? }
  end
  # What is called outside at one time and inside at another is not known.
  to = to.compact.empty? ? 'outside' : to.include?(nil) ? 'unknown' : to
  puts JSON.generate(path: path.delete_prefix(ROOT), line: line, name: name, kind: name == :initialize ? 'X.new' : 'm', to: to)
end
