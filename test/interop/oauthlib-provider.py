#!/usr/bin/python3 -I
"""An OAuth 1.0a provider made of Debian's python3-oauthlib, to try clients against.

usage: oauthlib-provider.py [PUBLIC_KEY_FILE]

Listens on 127.0.0.1 and a free port, prints one JSON line when ready (url, consumerKey, consumerSecret,
rsaConsumerKey, oauthlib), and ends when its standard input is closed. Every check of a request is oauthlib's own, with
its defaults: nonces, tokens and verifiers of 20 to 30 letters and digits, timestamps within 600 seconds. The signature
base string of each refused HMAC signature goes to standard error. With a PUBLIC_KEY_FILE (PEM) there is a second
consumer for RSA; the first one signs by HMAC or PLAINTEXT. CONSUMER_SECRET in the environment replaces the first
one's secret.
"""
import json
import logging
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import oauthlib
from oauthlib import oauth1
from oauthlib.common import generate_token, urldecode

CONSUMER_KEY = generate_token(24)
RSA_CONSUMER_KEY = generate_token(24)
CONSUMER_SECRET = os.environ.get('CONSUMER_SECRET') or generate_token(30)
DUMMY = 'dummydummydummydummy'
SHARED_SECRET_METHODS = ('HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512', 'PLAINTEXT')
RSA_METHODS = ('RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512')
BRANCHES = [{'name': 'main', 'target': '74bf2d1'}, {'name': 'next', 'target': '0c9a3e8'}]


class Validator(oauth1.RequestValidator):
    """Credentials in memory. What is not overridden here is oauthlib's default."""
    enforce_ssl = False
    realms = ['repositories']
    dummy_client = dummy_request_token = dummy_access_token = DUMMY

    def __init__(self, public_key):
        super().__init__()
        self.public_key = public_key
        self.request_tokens, self.access_tokens, self.seen = {}, {}, set()
        self.lock = threading.Lock()

    @property
    def allowed_signature_methods(self):
        return SHARED_SECRET_METHODS + (RSA_METHODS if self.public_key else ())

    def validate_client_key(self, client_key, request):
        # One consumer per family: the RSA consumer has no secret, and HMAC with an empty one would be forgeable.
        return client_key == (RSA_CONSUMER_KEY if request.signature_method in RSA_METHODS else CONSUMER_KEY)

    def validate_timestamp_and_nonce(self, client_key, timestamp, nonce, request, request_token=None,
                                     access_token=None):
        once = (client_key, request_token, access_token, timestamp, nonce)
        with self.lock:
            fresh = once not in self.seen
            self.seen.add(once)
        return fresh

    def validate_redirect_uri(self, client_key, redirect_uri, request):
        return redirect_uri == 'oob' or redirect_uri.startswith(('http://', 'https://'))

    def validate_request_token(self, client_key, token, request):
        return self.request_tokens.get(token, {}).get('client') == client_key

    def validate_access_token(self, client_key, token, request):
        return self.access_tokens.get(token, {}).get('client') == client_key

    def validate_verifier(self, client_key, token, verifier, request):
        return self.request_tokens.get(token, {}).get('verifier') == verifier

    def verify_request_token(self, token, request):
        return token in self.request_tokens

    def get_client_secret(self, client_key, request):
        return CONSUMER_SECRET if client_key == CONSUMER_KEY else DUMMY

    def get_rsa_key(self, client_key, request):
        return self.public_key

    def get_request_token_secret(self, client_key, token, request):
        return self.request_tokens.get(token, {}).get('secret', DUMMY)

    def get_access_token_secret(self, client_key, token, request):
        return self.access_tokens.get(token, {}).get('secret', DUMMY)

    def get_redirect_uri(self, token, request):
        return self.request_tokens[token]['callback']

    def save_request_token(self, token, request):
        self.request_tokens[token['oauth_token']] = {
            'client': request.client_key, 'secret': token['oauth_token_secret'], 'callback': request.redirect_uri,
            'realms': request.realms}

    def save_verifier(self, token, verifier, request):
        self.request_tokens[token]['verifier'] = verifier['oauth_verifier']

    def save_access_token(self, token, request):
        self.access_tokens[token['oauth_token']] = {'client': request.client_key, 'secret': token['oauth_token_secret']}

    def invalidate_request_token(self, client_key, request_token, request):
        del self.request_tokens[request_token]

    # A realm is one of `realms` at the request for a token, and means nothing more here.
    def get_default_realms(self, client_key, request):
        return []

    def get_realms(self, token, request):
        return self.request_tokens[token]['realms']

    def validate_requested_realms(self, client_key, realms, request):
        return True

    def validate_realms(self, client_key, token, request, uri=None, realms=None):
        return True

    def verify_realms(self, token, realms, request):
        return True


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    wbufsize = -1  # head and body in one write, so that no answer waits for a delayed acknowledgement
    provider = None

    def handle_any(self):
        body = self.read_body()
        # What the client must have signed: the request line's own text, under the Host header.
        request = (f'http://{self.headers["Host"]}{self.path}', self.command, body, dict(self.headers))
        path = self.path.partition('?')[0]
        try:
            if path == '/oauth/request_token' and self.command in ('GET', 'POST'):
                self.answer(*self.provider.create_request_token_response(*request))
            elif path == '/oauth/authorize' and self.command == 'GET':
                self.authorize(request)
            elif path == '/oauth/access_token' and self.command in ('GET', 'POST'):
                self.answer(*self.provider.create_access_token_response(*request))
            elif path == '/1.0/repositories/me/repo/branches' and self.command in ('GET', 'HEAD'):
                self.protect(request, lambda seen: BRANCHES)
            elif path == '/echo' or path.startswith('/echo/'):
                self.protect(request, lambda seen: {
                    'method': seen.http_method, 'query': urldecode(seen.uri_query), 'form': seen.decoded_body,
                    'bodyLength': len(body)})
            else:
                self.answer({}, 'not found', 404)
        except oauth1.OAuth1Error as error:
            self.answer({}, error.urlencoded, error.status_code)
        except ValueError as error:  # oauthlib's for what it cannot parse: a header, a query, base64
            self.answer({'Content-Type': 'text/plain; charset=utf-8'}, str(error), 400)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any

    def read_body(self):
        parts = []
        if self.headers.get('Transfer-Encoding', '').lower() == 'chunked':
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
        else:
            parts.append(self.rfile.read(int(self.headers.get('Content-Length', 0))))
        # One character an octet; oauthlib takes only ASCII for a form, and ignores every other type.
        return b''.join(parts).decode('latin-1')

    def authorize(self, request):
        headers, body, status = self.provider.create_authorization_response(*request)
        if status == 200:
            headers, body = {'Content-Type': 'text/plain'}, 'verifier=' + parse_qs(body)['oauth_verifier'][0]
        self.answer(headers, body, status)

    def protect(self, request, content):
        valid, seen = self.provider.validate_protected_resource_request(*request)
        # oauthlib swallows the reason when a request fails before its signature is looked at.
        value = content(seen) if valid else {'refused': seen.validator_log if seen else {}}
        self.answer({'Content-Type': 'application/json'}, json.dumps(value), 200 if valid else 401)

    def answer(self, headers, body, status):
        content = (body or '').encode()
        self.send_response(status)
        if status == 401:
            self.send_header('WWW-Authenticate', 'OAuth realm="repositories"')
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(content)))
        if self.close_connection:
            self.send_header('Connection', 'close')
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(content)

    def log_message(self, format, *args):
        pass


def main():
    if sys.argv[1:] in (['-h'], ['--help']):
        print(__doc__.strip())
        return
    public_key = None
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding='ascii') as file:
            public_key = file.read()
    logging.basicConfig(stream=sys.stderr)
    logging.getLogger('oauthlib.oauth1.rfc5849.signature').setLevel(logging.DEBUG)
    Handler.provider = oauth1.WebApplicationServer(Validator(public_key))
    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({
        'url': f'http://127.0.0.1:{server.server_port}', 'consumerKey': CONSUMER_KEY, 'consumerSecret': CONSUMER_SECRET,
        'rsaConsumerKey': RSA_CONSUMER_KEY if public_key else None, 'oauthlib': oauthlib.__version__}), flush=True)
    sys.stdin.buffer.read()


main()
