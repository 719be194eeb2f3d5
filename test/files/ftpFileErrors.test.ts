import assert from 'node:assert/strict'
import { FileError, isFileError, type FileErrorReason } from '../../src/files/fileError.ts'
import { fileErrorOf } from '../../src/files/ftpFileErrors.ts'
import { FtpError, type FtpErrorReason } from '../../src/ftp/ftpError.ts'

/** A key for every reason, or this file doesn't compile. */
const meanings: Readonly<Record<FtpErrorReason, FileErrorReason>> = {
  hostNotFound: 'unavailable',
  connectionRefused: 'unavailable',
  timeout: 'unavailable',
  connectionLost: 'unavailable',
  notFtp: 'unavailable',
  tlsRefused: 'unavailable',
  tlsFailed: 'unavailable',
  certificate: 'unavailable',
  loginRefused: 'unavailable',
  proxyRefused: 'unavailable',
  tooManyConnections: 'unavailable',
  dataConnection: 'unavailable',
  protocol: 'unavailable',
  incomplete: 'incomplete',
  refused: 'noPermission',
  full: 'full',
  unsupported: 'unsupported',
  badName: 'badName',
}

describe('fileErrorOf', () => {
  for (const [reason, meaning] of Object.entries(meanings) as [FtpErrorReason, FileErrorReason][]) {
    it(`takes ${reason} for ${meaning}, and keeps path, message and cause`, () => {
      const cause = new FtpError(reason, 'What happened.')
      const error = fileErrorOf(cause, '/www/page.html')
      assert.ok(isFileError(error, meaning))
      assert.deepEqual([error.path, error.message, error.cause], ['/www/page.html', 'What happened.', cause])
    })
  }

  it('never takes a failure of the connection for a missing file', () => {
    assert.equal(Object.values(meanings).includes('notFound'), false)
  })

  it('lets through what is not of FTP', () => {
    const others = [new Error('cable cut'), new FileError('full', '/', 'No room.'), 'a word', undefined, AbortSignal.abort().reason]
    for (const other of others) assert.equal(fileErrorOf(other, '/'), other)
  })
})
