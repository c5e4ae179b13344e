# What the Ruby adapters share: the form body, fields that cannot be sent, the base string alone, a Rack
# request and a verdict.
require_relative 'protocol'

# The body if it is labelled a form, else nil.
def form_body(request)
  type = request['headers'].to_h { |name, value| [name.downcase, value] }['content-type'].to_s
  request['body'] if type.downcase.start_with?('application/x-www-form-urlencoded')
end

# Skips a request that leaves out a field the implementation always sends, or has one that it cannot send.
def expect_fields(input, always: [], never: [])
  always.each { |field| raise Skip, "always sends #{field}" if input[field].nil? }
  never.each { |field| raise Skip, "cannot send #{field}" unless [nil, []].include?(input[field]) }
  raise Skip, 'sends version 1.0 only' if always.include?('version') && input['version'] != '1.0'
end

# The signatureBaseString operation of a signer that shows it. No realm is in it, so none is needed.
def base_string_of(sign)
  lambda do |input|
    raise Skip, 'makes no base string for PLAINTEXT' if input['signatureMethod'] == 'PLAINTEXT'

    sign.call(input.merge('realm' => nil)).slice(:signatureBaseString)
  end
end

# A request as a Rack server receives it.
def rack_request(request)
  method, url, headers, body = request.values_at('method', 'url', 'headers', 'body')
  env = headers.to_h { |name, value| ["HTTP_#{name.upcase.tr('-', '_')}", value] }
  raise Skip, 'Rack joins the lines of a header' if env.size < headers.size

  env['CONTENT_TYPE'] = env.delete('HTTP_CONTENT_TYPE')
  Rack::Request.new(Rack::MockRequest.env_for(url, env.merge(method: method, input: body.to_s)))
end

# The verdict of a verifier that checks the signature, and leaves it to its user to know the signer and watch the clock.
def verdict(input, key:, token:, timestamp:, right:)
  known = input['credentials'].values_at('consumerKey', 'token')
  return { valid: false, reason: 'unknown client or token' } unless [key, token] == known
  return { valid: false, reason: 'wrong signature' } unless right
  raise Skip, 'looks at no clock' if timestamp && (input['now'] - timestamp.to_i).abs > 300

  { valid: true }
end
