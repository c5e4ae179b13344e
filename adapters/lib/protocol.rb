# The line loop of the adapter protocol, version 1, for implementations in Ruby. An adapter is a table of operations:
# each takes the input of a request and returns its output, raises Skip, or lets the library raise.
require 'json'

Encoding.default_external = Encoding::UTF_8

# Raised where the implementation's interface cannot express a case.
class Skip < StandardError; end

# The input with every { "hex" } replaced by those bytes, which a Ruby string can hold.
def with_bytes(value)
  case value
  when Hash then value['hex'] ? [value['hex']].pack('H*') : value.transform_values { |part| with_bytes(part) }
  when Array then value.map { |part| with_bytes(part) }
  else value
  end
end

def answer(operations, request)
  return { skipped: { reason: 'Ruby refuses a lone surrogate' } } unless request['command']

  operation = operations[request['operation'].to_sym]
  return { errored: { message: "unknown operation #{request['operation']}" } } unless operation

  { output: operation.call(with_bytes(request['input'])) }
rescue Skip => e
  { skipped: { reason: e.message } }
rescue Exception => e # whatever the library raises is its refusal; some of it is no StandardError
  { rejected: { code: e.class.name, message: e.message.scrub[0, 200] } }
end

# The request of a line, or only its seq where the JSON has a lone surrogate.
def read_request(line)
  JSON.parse(line)
rescue JSON::ParserError
  JSON.parse("{#{line[/"seq":("[^"]*"|\d+)/]}}")
end

# Answers requests until `stop` or the end of the input.
def serve(name:, homepage:, methods:, operations:)
  implementation = { name: name, version: Gem.loaded_specs[name]&.version.to_s, language: 'ruby', homepage: homepage }
  out = $stdout.dup
  $stdout.reopen($stderr) # standard output belongs to the protocol
  $stdin.set_encoding('UTF-8').each_line("\n") do |line|
    request = read_request(line)
    break if request['command'] == 'stop'

    start = { protocol: 1, implementation: implementation, operations: operations.keys, methods: methods }
    reply = request['command'] == 'start' ? start : { seq: request['seq'], **answer(operations, request) }
    out.puts(JSON.generate(reply))
    out.flush
  end
end
