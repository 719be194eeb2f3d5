/**
 * Self-signed certificates for tests, 2026–2046. Their keys are public: nothing but a test may ever trust them.
 *
 * They are files because Node can't sign certificates. `fixtures/` was made once with `openssl ca -selfsign`, P-256.
 */

import { readFileSync } from 'node:fs'

/** PEM, as `node:tls` takes them. */
export interface TestCertificate {
  readonly key: string
  readonly cert: string
}

/** For localhost, ftp.test, 127.0.0.1 and ::1. */
export function testCertificate(): TestCertificate {
  return read('test-only')
}

/** For other.test: the wrong name everywhere, and what a changed certificate looks like. */
export function otherCertificate(): TestCertificate {
  return read('test-only-other')
}

/** For the names of `testCertificate`, but only until the end of 2024. */
export function expiredCertificate(): TestCertificate {
  return read('test-only-expired')
}

function read(name: string): TestCertificate {
  return { key: readFixture(`${name}.key.pem`), cert: readFixture(`${name}.cert.pem`) }
}

function readFixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')
}
