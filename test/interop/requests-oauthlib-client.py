#!/usr/bin/python3 -I
"""Debian's python3-requests-oauthlib as a client of an OAuth 1.0a provider that approves at once.

All arguments are environment variables:
  REQUEST_TOKEN_URL, AUTHORIZE_URL, ACCESS_TOKEN_URL, RESOURCE_URL, ECHO_URL
  CONSUMER_KEY, CONSUMER_SECRET            the consumer of HMAC and PLAINTEXT
  RSA_CONSUMER_KEY, PRIVATE_KEY_FILE       the consumer of RSA, and its private key (PEM)
  SIGNATURE_METHODS                        separated by blanks; by default HMAC-SHA1 RSA-SHA1 PLAINTEXT
  TRANSMISSIONS                            separated by blanks; by default header query body
  CALLBACK                                 by default http://127.0.0.1:9/callback?state=a+b, which nobody calls

Walks the three legs and calls the API once for each method and transmission. Prints a JSON line for each step
{"step": "HMAC-SHA1 header request-token", "status": 200, "body": ...} and ends with 1 at the first failure.
"""
import json
import os
import sys
from urllib.parse import parse_qsl, urlsplit

import requests
from oauthlib.oauth1 import SIGNATURE_TYPE_AUTH_HEADER, SIGNATURE_TYPE_BODY, SIGNATURE_TYPE_QUERY
from requests_oauthlib import OAuth1Session

TYPES = {'header': SIGNATURE_TYPE_AUTH_HEADER, 'query': SIGNATURE_TYPE_QUERY, 'body': SIGNATURE_TYPE_BODY}
# A name thrice, an empty value, a name that sorts first only when encoded, and characters that encoders get wrong.
AWKWARD = [('b', '2'), ('a', '1'), ('a', ''), ('a', '%20+=&'), ('c d', "~*!'()"), ('é', '☃ \U0001f600')]
TIMEOUT = 10


class Failure(Exception):
    pass


def step(name, response, expected=range(200, 300)):
    try:
        body = response.json()
    except ValueError:
        body = response.text
    print(json.dumps({'step': name, 'status': response.status_code, 'body': body}), flush=True)
    if response.status_code not in expected:
        raise Failure(f'{name}: status {response.status_code}')


def walk(environment, method, transmission):
    rsa = method.startswith('RSA-')
    key = {'client_key': environment['RSA_CONSUMER_KEY'], 'rsa_key': read(environment['PRIVATE_KEY_FILE'])} if rsa \
        else {'client_key': environment['CONSUMER_KEY'], 'client_secret': environment['CONSUMER_SECRET']}
    callback = environment.get('CALLBACK', 'http://127.0.0.1:9/callback?state=a+b')
    prefix = f'{method} {transmission}'

    def session(signature_type, **more):
        made = OAuth1Session(signature_method=method, signature_type=signature_type, **key, **more)
        made.trust_env = False  # no proxy and no netrc of the machine
        return made

    legs = session(TYPES[transmission], callback_uri=callback)
    answers = []  # fetch_request_token and fetch_access_token hand back the token alone
    legs.hooks['response'].append(lambda answer, **_: answers.append(answer))
    fetch(f'{prefix} request-token', answers, lambda: legs.fetch_request_token(
        environment['REQUEST_TOKEN_URL'], timeout=TIMEOUT))
    temporary = legs.token['oauth_token']

    with requests.Session() as browser:
        browser.trust_env = False
        approval = browser.get(legs.authorization_url(environment['AUTHORIZE_URL']), allow_redirects=False,
                               timeout=TIMEOUT)
    step(f'{prefix} authorize', approval, (302, 303))
    location = approval.headers['Location']
    returned = dict(parse_qsl(urlsplit(location).query, keep_blank_values=True))
    expected = dict(parse_qsl(urlsplit(callback).query, keep_blank_values=True), oauth_token=temporary)
    if location.partition('?')[0] != callback.partition('?')[0] or {**returned, **expected} != returned:
        raise Failure(f'{prefix} authorize: came back to {location} instead of {callback}')
    legs.parse_authorization_response(location)

    fetch(f'{prefix} access-token', answers, lambda: legs.fetch_access_token(
        environment['ACCESS_TOKEN_URL'], timeout=TIMEOUT))

    token = {'resource_owner_key': legs.token['oauth_token'],
             'resource_owner_secret': legs.token['oauth_token_secret']}
    # requests-oauthlib refuses to put parameters into the body of a GET, or of anything but a form.
    bodiless = session(TYPES['header' if transmission == 'body' else transmission], **token)
    calls = session(TYPES[transmission], **token)
    echo = environment['ECHO_URL']
    step(f'{prefix} get-resource', bodiless.get(environment['RESOURCE_URL'], timeout=TIMEOUT))
    step(f'{prefix} get-query', bodiless.get(echo, params=AWKWARD, timeout=TIMEOUT))
    step(f'{prefix} post-json', bodiless.post(echo, json={'a': ['é', 1]}, timeout=TIMEOUT))
    step(f'{prefix} post-form', calls.post(echo, data=AWKWARD, timeout=TIMEOUT))
    step(f'{prefix} put-query-and-form', calls.put(echo, params=AWKWARD, data=AWKWARD, timeout=TIMEOUT))


def fetch(name, answers, call):
    try:
        call()
    finally:
        if answers:
            step(name, answers[-1])


def read(path):
    with open(path, encoding='ascii') as file:
        return file.read()


def main():
    if sys.argv[1:]:
        print(__doc__.strip())
        return
    environment = os.environ
    for method in environment.get('SIGNATURE_METHODS', 'HMAC-SHA1 RSA-SHA1 PLAINTEXT').split():
        for transmission in environment.get('TRANSMISSIONS', 'header query body').split():
            walk(environment, method, transmission)


try:
    main()
except Exception as error:
    sys.exit(f'{type(error).__name__}: {error}')
