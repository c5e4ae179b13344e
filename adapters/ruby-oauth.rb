# The oauth gem: oauth! on a Net::HTTP request to sign, OAuth::Signature.verify of a Rack request to verify (the signature
# only, so a far timestamp that passes is skipped). The option token_request keeps out the oauth_body_hash it would add to
# what is no form, as in its token steps. RSA keys go where the consumer secret goes.
gem 'oauth'
require 'oauth'
require 'oauth/request_proxy/rack_request'
require 'oauth/signature/plaintext'
require 'oauth/signature/rsa/sha1'
require_relative 'lib/request'

sign = lambda do |input|
  expect_fields(input, always: %w[nonce timestamp version], never: %w[extra])
  key, secret, token, token_secret, private_key =
    input['credentials'].values_at('consumerKey', 'consumerSecret', 'token', 'tokenSecret', 'privateKey')
  raise Skip, 'has no token secret without a token' if !token && token_secret.to_s != ''

  uri = URI.parse(input['url'])
  http = Net::HTTP.new(uri.host, uri.port)
  http.use_ssl = uri.scheme.casecmp?('https')
  request = Net::HTTPGenericRequest.new(input['method'], true, true, uri.request_uri)
  input['headers'].each { |name, value| request.add_field(name, value) }
  request.body = input['body']
  consumer = OAuth::Consumer.new(key, input['signatureMethod'] == 'RSA-SHA1' ? private_key : secret)
  access = token && OAuth::Token.new(token, token_secret)
  options = {
    signature_method: input['signatureMethod'], nonce: input['nonce'], timestamp: input['timestamp'],
    oauth_callback: input['callback'], oauth_verifier: input['verifier'], realm: input['realm'], token_request: true
  }
  base_string = request.signature_base_string(http, consumer, access, options)
  request.oauth!(http, consumer, access, options)
  header = request['Authorization']
  { signature: OAuth::Helper.unescape(header[/oauth_signature="([^"]*)"/, 1]), signatureBaseString: base_string,
    authorizationHeader: header }
end

verify = lambda do |input|
  known = input['credentials']
  check = OAuth::Signature.build(rack_request(input['request'])) do |request|
    [known['tokenSecret'], request.signature_method == 'RSA-SHA1' ? known['publicKey'] : known['consumerSecret']]
  end
  sent = check.request
  verdict(input, key: sent.consumer_key, token: sent.token, timestamp: sent.timestamp, right: check.verify)
rescue OAuth::Signature::UnknownSignatureMethod
  { valid: false, reason: 'unknown signature method' }
end

proxy_for = ->(url) { OAuth::RequestProxy.proxy(Net::HTTP::Get.new('/'), uri: url) }

serve(
  name: 'oauth', homepage: 'https://github.com/ruby-oauth/oauth', methods: %w[HMAC-SHA1 RSA-SHA1 PLAINTEXT],
  operations: {
    percentEncode: ->(input) { { encoded: OAuth::Helper.escape(input['text']) } },
    baseStringUri: ->(input) { { baseStringUri: proxy_for.call(input['url']).normalized_uri } },
    normalizeParameters: lambda do |input|
      parameters = input['parameters'].group_by(&:first).transform_values { |pairs| pairs.map(&:last) }
      { normalizedParameters: OAuth::Helper.normalize(parameters) }
    end,
    signatureBaseString: base_string_of(sign), sign: sign, verify: verify
  }
)
