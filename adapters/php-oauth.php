<?php
// The oauth extension (PECL): generateSignature and getRequestHeader(method, URL, parameters), the form body parsed by
// parse_str. Callback, verifier and further parameters are signed as parameters, but only its token calls, which go to
// the network, put them into a header, so then no header is shown. oauth_get_sbs builds a base string of any parameters.
require __DIR__ . '/lib/protocol.php';

const METHODS = [
    'HMAC-SHA1' => OAUTH_SIG_METHOD_HMACSHA1, 'HMAC-SHA256' => OAUTH_SIG_METHOD_HMACSHA256,
    'RSA-SHA1' => OAUTH_SIG_METHOD_RSASHA1, 'PLAINTEXT' => OAUTH_SIG_METHOD_PLAINTEXT,
];

/** The parameters beside the URL's: the form body's and the further ones. */
function parameters(array $input): array
{
    $type = array_change_key_case(array_column($input['headers'], 1, 0))['content-type'] ?? '';
    $form = str_starts_with($type, 'application/x-www-form-urlencoded') ? (string) $input['body'] : '';
    parse_str($form, $parameters);
    $count = $form === '' ? 0 : substr_count($form, '&') + 1;
    if (count($parameters) !== $count) throw new Skip('an array of parameters holds one value per name');
    $ours = ['oauth_callback' => $input['callback'], 'oauth_verifier' => $input['verifier']];
    return array_filter($ours, is_string(...)) + array_column($input['extra'] ?? [], 1, 0) + $parameters;
}

function signatureBaseString(array $input): array
{
    ['consumerKey' => $key, 'token' => $token] = $input['credentials'];
    $sent = ['oauth_consumer_key' => $key, 'oauth_token' => $token, 'oauth_signature_method' => $input['signatureMethod']];
    foreach (['nonce', 'timestamp', 'version'] as $name) $sent["oauth_$name"] = $input[$name];
    $sent = array_filter($sent, is_string(...)) + parameters($input);
    return ['signatureBaseString' => oauth_get_sbs($input['method'], $input['url'], $sent)];
}

function sign(array $input): array
{
    expectFields($input, always: ['nonce', 'timestamp', 'version'], never: ['realm']);
    $credentials = $input['credentials'];
    $isRsa = $input['signatureMethod'] === 'RSA-SHA1'; // which uses no secret, but one must be given
    $secret = $isRsa ? 'none' : $credentials['consumerSecret'];
    $oauth = new OAuth($credentials['consumerKey'], $secret, METHODS[$input['signatureMethod']]);
    ['token' => $token, 'tokenSecret' => $tokenSecret] = $credentials;
    if ($token === null && $tokenSecret) throw new Skip('has no token secret without a token');
    if ($token !== null) $oauth->setToken($token, $tokenSecret ?? '');
    if ($isRsa) $oauth->setRSACertificate($credentials['privateKey']);
    $oauth->setNonce($input['nonce']);
    $oauth->setTimestamp($input['timestamp']);
    $oauth->setVersion($input['version']);
    $given = [$input['method'], $input['url'], parameters($input)];
    $output = ['signature' => $oauth->generateSignature(...$given)] + signatureBaseString($input);
    if (isset($input['callback']) || isset($input['verifier']) || !empty($input['extra'])) return $output;
    return $output + ['authorizationHeader' => $oauth->getRequestHeader(...$given)];
}

serve(
    ['name' => 'oauth', 'version' => phpversion('oauth'), 'language' => 'php', 'homepage' => 'https://pecl.php.net/package/oauth'],
    array_keys(METHODS),
    [
        'percentEncode' => fn (array $input) => ['encoded' => oauth_urlencode($input['text'])],
        'signatureBaseString' => signatureBaseString(...), 'sign' => sign(...),
    ],
);
