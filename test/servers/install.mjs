/**
 * Installs the FTP servers the tests talk to: vsftpd, ProFTPD, Pure-FTPd and pyftpdlib, a certificate for them, curl, which they
 * are asked with besides our own client, and what the networks between them and the client are made of.
 *
 * As packages the first three exclude each other (`Conflicts: ftp-server`) and start themselves, so they are only unpacked, into
 * .cache/servers; what they need of the system is installed. The stamp is written last: a half-finished install is redone.
 */

import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runQuietly } from '../setup.mjs'

const cache = join(root, '.cache/servers')
const stamp = join(cache, 'versions.json')
const dpkgFolder = '/var/lib/dpkg/info'

/** Where to find what was installed. The certificate's file holds its key too. */
export const installed = {
  vsftpd: join(cache, 'vsftpd/usr/sbin/vsftpd'),
  proftpd: join(cache, 'proftpd/usr/sbin/proftpd'),
  proftpdModules: join(cache, 'proftpd/usr/lib/proftpd'),
  pureftpd: join(cache, 'pureftpd/usr/sbin/pure-ftpd'),
  purePasswords: join(cache, 'pureftpd/usr/bin/pure-pw'),
  python: '/usr/bin/python3', // Debian's own: another Python does not see Debian's pyftpdlib
  curl: '/usr/bin/curl',
  certificate: join(cache, 'certificate.pem'),
}

/** Unpacked, by folder. */
const unpacked = { vsftpd: ['vsftpd'], proftpd: ['proftpd-core', 'proftpd-mod-crypto'], pureftpd: ['pure-ftpd'] }

/** Installed, besides the libraries the unpacked ones ask for. */
const tools = ['python3-pyftpdlib', 'python3-openssl', 'openssl', 'iproute2', 'iptables', 'nftables', 'curl']

export async function installServers(progress = console.log) {
  const missing = missingParts()
  if (process.getuid?.() !== 0) throw new Error(`The test servers need root: to be installed, and to run. ${advice(missing)}`)
  mkdirSync(cache, { recursive: true })
  if (missing.length > 0) {
    if (!existsSync('/usr/bin/apt-get')) throw new Error(`There is no apt-get to install the test servers with. ${advice(missing)}`)
    progress('Installing the FTP servers for the tests')
    await installPackages()
  }
  if (!certificateIsCurrent()) await makeCertificate()
}

function advice(missing) {
  const state = missing.length > 0 ? `Missing: ${missing.join(', ')}. ` : ''
  return `${state}Run the same command with "sudo", or all of it in Debian: "docker run --rm -it --privileged -v .:/portside -w /portside node:22-bookworm npm test".`
}

/** A cache can outlive the system it was filled on (a fresh container), so the system's part is looked at as well. */
function missingParts() {
  const { recipe, needed = [] } = readStamp()
  const programs = Object.values(installed).filter((path) => path !== installed.certificate)
  const missing = [...programs.filter((path) => !existsSync(path)), ...missingPackages([...new Set([...tools, ...needed])])]
  if (missing.length === 0 && recipe !== JSON.stringify(unpacked)) missing.push(stamp)
  return missing
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'))
  } catch {
    return {} // no stamp, no finished install
  }
}

function missingPackages(names) {
  if (!existsSync(dpkgFolder)) return names
  // One listing instead of dpkg-query: this runs before every start of a server.
  const present = new Set(readdirSync(dpkgFolder).map((file) => file.replace(/(:[^:]*)?\.list$/, '')))
  return names.filter((name) => !present.has(name))
}

async function installPackages() {
  const folder = mkdtempSync(join(cache, 'download-'))
  try {
    rmSync(stamp, { force: true })
    await aptGet(['download', ...Object.values(unpacked).flat()], folder)
    const packages = readdirSync(folder).filter((name) => name.endsWith('.deb'))
    const needed = [...new Set([...tools, ...(await librariesOf(folder, packages))])]
    const missing = missingPackages(needed)
    if (missing.length > 0) await aptGet(['install', '-y', '--no-install-recommends', ...missing], folder)
    await unpack(folder, packages)
    writeFileSync(stamp, JSON.stringify({ recipe: JSON.stringify(unpacked), packages, needed }, undefined, 2))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The lists of packages are brought up to date only if it does not work with the ones that are there. */
async function aptGet(args, cwd) {
  const run = () => apt(args, cwd)
  try {
    await run()
  } catch {
    const update = () => apt(['-o', 'APT::Update::Error-Mode=any', 'update'], cwd)
    // Once more on failure: a mirror in the middle of an update gives 404 for a minute.
    await update().catch(update)
    await run().catch(run)
  }
}

async function apt(args, cwd) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=1', '-o', 'APT::Sandbox::User=root']
  await runQuietly('apt-get', [...options, ...args], { cwd, env, timeoutMs: 300_000 })
}

/** `libwrap0 (>= 7.6-4~)` and its like of all the packages; daemons and installation helpers are left out. */
async function librariesOf(cwd, packages) {
  const fields = await Promise.all(packages.map((name) => runQuietly('dpkg-deb', ['--field', name, 'Depends'], { cwd })))
  const names = fields.flatMap((field) => field.split(',').map((dependency) => dependency.trim().split(/[\s:]/)[0]))
  return names.filter((name) => /^(lib|zlib|netbase)/.test(name))
}

async function unpack(cwd, packages) {
  for (const [name, parts] of Object.entries(unpacked)) {
    const fresh = join(cwd, name)
    const files = packages.filter((file) => parts.includes(file.split('_')[0]))
    for (const file of files) await runQuietly('dpkg-deb', ['-x', file, fresh], { cwd })
    rmSync(join(cache, name), { recursive: true, force: true })
    renameSync(fresh, join(cache, name))
  }
}

function certificateIsCurrent() {
  if (!existsSync(installed.certificate)) return false
  const twoDaysMs = 2 * 86_400_000
  return Date.parse(new X509Certificate(readFileSync(installed.certificate)).validTo) > Date.now() + twoDaysMs
}

async function makeCertificate() {
  const names = 'subjectAltName=DNS:localhost,DNS:ftp.test,IP:127.0.0.1,IP:::1'
  const folder = mkdtempSync(join(cache, 'certificate-'))
  try {
    const subject = ['-days', '30', '-subj', '/CN=ftp.test', '-addext', names]
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, '-keyout', 'key.pem', '-out', 'certificate.pem']
    await runQuietly('openssl', request, { cwd: folder })
    // Both in one file, put in place in one step: a server that starts meanwhile never sees halves of two pairs.
    const pair = ['certificate.pem', 'key.pem'].map((name) => readFileSync(join(folder, name), 'utf8')).join('')
    writeFileSync(join(folder, 'pair.pem'), pair, { mode: 0o600 })
    renameSync(join(folder, 'pair.pem'), installed.certificate)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
