/** A SOCKS proxy at the address it is given, until its standard input ends. Says on which port it listens. */

import { ProxyServer } from '../support/proxyServer.ts'

const [address] = process.argv.slice(2)
const proxy = new ProxyServer()
console.log((await proxy.start(address)).port)
process.stdin.resume().once('end', () => process.exit())
