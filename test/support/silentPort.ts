/**
 * A port of this computer that never answers, as behind a firewall that drops what it doesn't like.
 *
 * A listener whose thread sleeps, its queue of connections full: the system drops whoever comes next.
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import type { Address } from './listenOn.ts'

const sleeper = `
  const { parentPort, workerData } = require('node:worker_threads')
  const listener = require('node:net').createServer()
  listener.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    parentPort.postMessage(listener.address().port)
    Atomics.wait(workerData, 0, 0)
  })`

export interface SilentPort extends Address {
  close(): Promise<void>
}

export async function silentPort(): Promise<SilentPort> {
  const worker = new Worker(sleeper, { eval: true, workerData: new Int32Array(new SharedArrayBuffer(4)) })
  const [port] = (await once(worker, 'message')) as [number]
  const host = '127.0.0.1'
  const fillers: Socket[] = []
  const close = async () => {
    for (const socket of fillers) socket.destroy()
    await worker.terminate()
  }
  while (await isAnswered(host, port, fillers));
  return { host, port, close }
}

async function isAnswered(host: string, port: number, fillers: Socket[]): Promise<boolean> {
  const socket = connect({ host, port })
  socket.on('error', () => {}) // the end of the listener
  fillers.push(socket)
  const silence = new Promise<false>((resolve) => setTimeout(resolve, 50, false))
  return Promise.race([once(socket, 'connect').then(() => true), silence])
}
