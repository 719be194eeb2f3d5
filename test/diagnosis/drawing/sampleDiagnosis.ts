/** Diagnoses to be drawn, made up: everything in them is of the kinds that conclusions are. */

import type { Advice, Diagnosis, ModeFinding } from '../../../src/diagnosis/diagnosis.ts'
import type { Observations, WayObservation } from '../../../src/diagnosis/observations.ts'

const local = { address: '192.168.1.20', port: 51234 }
const remote = { address: '203.0.113.9', port: 21 }
const strangers = [] as const

export const epsvWorks: WayObservation = {
  method: 'EPSV',
  mode: 'passive',
  outcome: 'works',
  message: '',
  named: { address: undefined, port: 50123 },
  dialled: { address: remote.address, port: 50123 },
  opened: { local: { address: local.address, port: 51236 }, remote: { address: remote.address, port: 50123 } },
  isResumed: true,
  strangers,
  ms: 193,
}

export const eprtGetsNobody: WayObservation = {
  method: 'EPRT',
  mode: 'active',
  outcome: 'nobodyCame',
  message: 'the server did not connect to port 51235 of this computer in 4 s',
  announced: { address: local.address, port: 51235 },
  strangers,
  ms: 4050,
}

export const epsvUnanswered: WayObservation = {
  method: 'EPSV',
  mode: 'passive',
  outcome: 'unanswered',
  message: 'nothing answered in 4 s when dialling port 50123 of the server',
  named: { address: undefined, port: 50123 },
  dialled: { address: remote.address, port: 50123 },
  strangers,
  ms: 4020,
}

export const eprtWorks: WayObservation = {
  method: 'EPRT',
  mode: 'active',
  outcome: 'works',
  message: '',
  announced: { address: local.address, port: 51235 },
  opened: { local: { address: local.address, port: 51235 }, remote: { address: remote.address, port: 20 } },
  strangers,
  ms: 148,
}

export const passiveWorks: ModeFinding = {
  mode: 'passive',
  works: true,
  culprit: undefined,
  reason: 'This computer reached port 50123 of the server.',
  methods: [epsvWorks],
}

export const activeBlocked: ModeFinding = {
  mode: 'active',
  works: false,
  culprit: 'clientRouter',
  reason:
    "The server sees this computer as 198.51.100.7, so there is a router that translates addresses; it dropped the server's connection.",
  methods: [eprtGetsNobody],
}

export const observations: Observations = {
  server: { host: 'ftp.example.org', port: 21, user: 'ann', security: 'explicit' },
  settings: { mode: 'auto' },
  place: { kind: 'local', name: 'anns-laptop', platform: 'linux' },
  takenAt: Date.parse('2025-11-20T17:22:05Z'),
  steps: [
    { id: 'lookup', status: 'passed', detail: 'ftp.example.org is 203.0.113.9.', ms: 12 },
    { id: 'connect', status: 'passed', detail: 'Connected to port 21.', ms: 48, roundTrips: 1 },
    { id: 'greeting', status: 'passed', detail: '220 (vsFTPd 3.0.3)', ms: 51, roundTrips: 1 },
    { id: 'encryption', status: 'passed', detail: 'TLSv1.3, the certificate is signed by a known authority.', ms: 102, roundTrips: 2 },
    { id: 'login', status: 'passed', detail: 'Logged in as ann.', ms: 97, roundTrips: 2 },
    { id: 'EPSV', status: 'passed', detail: 'A listing came through.', ms: 193, roundTrips: 4 },
    { id: 'PASV', status: 'untried', detail: 'EPSV works.' },
    { id: 'EPRT', status: 'failed', detail: 'The server did not connect to port 51235 of this computer in 4 s.', ms: 4050 },
    { id: 'clock', status: 'noted', detail: 'The times in its listings are in UTC+1.' },
  ],
  addresses: ['203.0.113.9'],
  control: { local, remote },
  roundTripMs: 48,
  greeting: '220 (vsFTPd 3.0.3)',
  encryption: {
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    certificate: {
      server: { host: 'ftp.example.org', port: 21, user: 'ann', security: 'explicit' },
      fingerprint: Array.from({ length: 32 }, (_, at) => (at * 7 + 16).toString(16).toUpperCase().slice(-2)).join(':'),
      subject: 'ftp.example.org, Example Ltd',
      issuer: 'R11, Signers United',
      names: ['DNS:ftp.example.org', 'DNS:web12.hoster.test'],
      validFrom: 'Jan  1 00:00:00 2025 GMT',
      validTo: 'Jan  1 00:00:00 2026 GMT',
      problem: '',
    },
    trust: 'authority',
  },
  features: ['EPSV', 'EPRT', 'MLST type*;size*;', 'UTF8'],
  status: '211-FTP server status:\n     Connected to 198.51.100.7\n211 End of status',
  seenAs: '198.51.100.7',
  ways: [epsvWorks, eprtGetsNobody],
  dialogue: [
    '← 220 (vsFTPd 3.0.3)',
    '→ AUTH TLS',
    '← 234 Proceed with negotiation.',
    '→ USER ann',
    '← 331 Please specify the password.',
    '→ PASS ••••',
    '← 230 Login successful.',
    '→ EPSV',
    '← 229 Entering Extended Passive Mode (|||50123|)',
    '→ EPRT |1|192.168.1.20|51235|',
    '← 200 EPRT command successful. Consider using EPSV.',
    '→ PORT 192,168,1,20,200,35',
  ],
}

export const advice: readonly Advice[] = [
  {
    id: 'use-passive',
    who: 'portside',
    title: 'Use passive mode for this site',
    why: 'Auto finds out by itself that passive mode works. With passive mode set, nothing else is tried first.',
    recipes: [],
    action: { kind: 'setMode', mode: 'passive' },
  },
  {
    id: 'forward-active-ports',
    who: 'client',
    title: 'Let your router pass the data ports on to this computer',
    why: 'Only if you need active mode. Choose a few ports, set them as activePorts, and forward them on the router.',
    recipes: [
      {
        tool: 'iptables',
        label: 'iptables',
        language: 'sh',
        text: 'iptables -t nat -A PREROUTING -i eth0 -p tcp \\\n  --dport 50000:50010 -j DNAT --to-destination 192.168.1.20',
      },
      {
        tool: 'nftables',
        label: 'nftables',
        language: 'sh',
        text: 'nft add rule ip nat prerouting iif eth0 tcp dport 50000-50010 dnat to 192.168.1.20',
      },
      { tool: 'windows', label: 'Windows Firewall (PowerShell)', language: 'powershell', text: 'New-NetFirewallRule -DisplayName "FTP"' },
    ],
  },
  {
    id: 'vsftpd',
    who: 'server',
    title: 'Keep the passive range small',
    why: 'Then the firewall has to admit a hundred ports only.',
    recipes: [{ tool: 'vsftpd', label: 'vsftpd.conf', language: 'ini', text: 'pasv_min_port=50000\npasv_max_port=50100' }],
  },
]

export const behindRouter: Diagnosis = {
  verdict: "Passive works. Active can't: your router drops the server's connection to port 51235.",
  observations,
  kind: 'vsftpd',
  passive: passiveWorks,
  active: activeBlocked,
  remarks: [
    { severity: 'info', text: 'The server shows times in its own time zone, UTC+1.' },
    { severity: 'warning', text: 'The certificate ends in 12 days.' },
  ],
  rules: [
    {
      mode: 'passive',
      side: 'server',
      direction: 'in',
      opens: true,
      from: { who: 'client', ports: '> 1023 (51234)' },
      to: { who: 'server', ports: '21' },
      state: 'works',
      purpose: 'control: the client opens it',
    },
    {
      mode: 'passive',
      side: 'server',
      direction: 'in',
      opens: true,
      from: { who: 'client', ports: '> 1023 (51236)' },
      to: { who: 'server', ports: '> 1023 (50123)' },
      state: 'works',
      purpose: 'data: the client opens it',
    },
    {
      mode: 'active',
      side: 'client',
      direction: 'in',
      opens: true,
      from: { who: 'server', ports: '20' },
      to: { who: 'client', ports: '> 1023 (51235)' },
      state: 'fails',
      purpose: 'data: the server opens it',
    },
    {
      mode: 'active',
      side: 'client',
      direction: 'out',
      opens: false,
      from: { who: 'client', ports: '> 1023 (51235)' },
      to: { who: 'server', ports: '20' },
      state: 'suspected',
      purpose: 'data: answers',
    },
    {
      mode: 'active',
      side: 'server',
      direction: 'out',
      opens: true,
      from: { who: 'server', ports: '20' },
      to: { who: 'client', ports: '> 1023 (51235)' },
      state: 'untested',
      purpose: 'data: the server opens it',
    },
  ],
  advice,
}

/** The server's firewall admits only port 21. */
export const serverAdmitsOnly21: Diagnosis = {
  ...behindRouter,
  verdict: "Active works. Passive can't: the server's firewall drops connections to port 50123.",
  observations: { ...observations, seenAs: local.address, ways: [epsvUnanswered, eprtWorks] },
  passive: {
    mode: 'passive',
    works: false,
    culprit: 'serverFirewall',
    reason: 'Port 21 answers and port 50123 does not.',
    methods: [epsvUnanswered],
  },
  active: { mode: 'active', works: true, culprit: undefined, reason: 'The server reached port 51235 from port 20.', methods: [eprtWorks] },
}

const {
  control: _control,
  encryption: _encryption,
  greeting: _greeting,
  roundTripMs: _roundTripMs,
  seenAs: _seenAs,
  ...unreached
} = observations

/** The server's name leads nowhere. */
export const nameNotFound: Diagnosis = {
  ...behindRouter,
  verdict: 'There is no server of that name: check the address.',
  observations: {
    ...unreached,
    addresses: [],
    ways: [],
    steps: [{ id: 'lookup', status: 'failed', detail: 'ftp.example.org was not found.', ms: 31 }],
    failure: {
      step: 'lookup',
      reason: 'hostNotFound',
      message: 'ftp.example.org was not found (ENOTFOUND). Check the name.',
      isTimeUp: false,
    },
    dialogue: [],
  },
  kind: 'unknown',
  passive: { mode: 'passive', works: undefined, culprit: undefined, reason: 'Not tried.', methods: [] },
  active: { mode: 'active', works: undefined, culprit: undefined, reason: 'Not tried.', methods: [] },
  remarks: [],
  rules: [],
  advice: [],
}
