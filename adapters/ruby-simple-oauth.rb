# The simple_oauth gem: SimpleOAuth::Header.new(method, url, params, options), where params are the form's, decoded by
# the standard library. It also verifies a header (the signature only, so a far timestamp that passes is skipped). The
# options that it sets by itself are removed where a request leaves them out; the base string is a private method.
gem 'simple_oauth'
require 'simple_oauth'
require_relative 'lib/request'

OPTIONS = {
  'consumerKey' => :consumer_key, 'token' => :token, 'callback' => :callback, 'verifier' => :verifier, 'nonce' => :nonce,
  'timestamp' => :timestamp, 'version' => :version, 'signatureMethod' => :signature_method
}.freeze

form = ->(request) { URI.decode_www_form(form_body(request).to_s) }

sign = lambda do |input|
  expect_fields(input, never: %w[realm extra])
  credentials = input['credentials']
  secret = input['signatureMethod'] == 'RSA-SHA1' ? credentials['privateKey'] : credentials['consumerSecret']
  given = input.merge(credentials)
  options = OPTIONS.to_h { |field, option| [option, given[field]] }.compact
  secrets = { consumer_secret: secret, token_secret: credentials['tokenSecret'] }
  header = SimpleOAuth::Header.new(input['method'], input['url'], form.call(input), options.merge(secrets))
  OPTIONS.each { |field, option| header.options.delete(option) if given[field].nil? }
  { signature: header.signed_attributes[:oauth_signature], signatureBaseString: header.send(:signature_base),
    authorizationHeader: header.to_s }
end

verify = lambda do |input|
  request = input['request']
  lines = request['headers'].select { |name, _| name.casecmp?('authorization') }
  raise Skip, 'verifies one Authorization header' unless lines.size == 1

  known = input['credentials']
  header = SimpleOAuth::Header.new(request['method'], request['url'], form.call(request), lines[0][1])
  secret = header.options[:signature_method] == 'RSA-SHA1' ? known['privateKey'] : known['consumerSecret']
  raise Skip, 'verifies RSA with the private key' unless secret

  right = header.valid?(consumer_secret: secret, token_secret: known['tokenSecret'])
  key, token, timestamp = header.options.values_at(:consumer_key, :token, :timestamp)
  verdict(input, key: key, token: token, timestamp: timestamp, right: right)
end

serve(
  name: 'simple_oauth', homepage: 'https://github.com/laserlemon/simple_oauth', methods: %w[HMAC-SHA1 RSA-SHA1 PLAINTEXT],
  operations: {
    percentEncode: ->(input) { { encoded: SimpleOAuth::Header.escape(input['text']) } },
    baseStringUri: ->(input) { { baseStringUri: SimpleOAuth::Header.new('GET', input['url'], {}).url } },
    signatureBaseString: base_string_of(sign), sign: sign, verify: verify
  }
)
