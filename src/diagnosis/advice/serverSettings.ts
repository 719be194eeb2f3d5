/** What to write into the settings of the servers that are about. The program that it is comes first, if that is known. */

import type { DataMode } from '../../ftp/data/strategy.ts'
import type { PortRange } from '../../ftp/server.ts'
import type { Recipe } from '../diagnosis.ts'
import type { ServerKind } from '../serverKind.ts'

type KnownKind = Exclude<ServerKind, 'unknown'>

/** Where a setting goes. */
const places = {
  vsftpd: { kind: 'vsftpd', label: 'vsftpd.conf', language: 'ini' },
  proftpd: { kind: 'proftpd', label: 'proftpd.conf', language: 'apache' },
  pureftpd: { kind: 'pureftpd', label: 'Pure-FTPd (options)', language: 'text' },
  'pureftpd-debian': { kind: 'pureftpd', label: 'Pure-FTPd (Debian, Ubuntu)', language: 'sh' },
  pyftpdlib: { kind: 'pyftpdlib', label: 'pyftpdlib', language: 'python' },
  filezilla: { kind: 'filezilla', label: 'FileZilla Server', language: 'text' },
  iis: { kind: 'iis', label: 'IIS (PowerShell)', language: 'powershell' },
} as const satisfies Readonly<Record<string, { kind: KnownKind; label: string; language: string }>>

type Place = keyof typeof places

export function passivePortsRecipes({ low, high }: PortRange, kind: ServerKind): readonly Recipe[] {
  return recipes(kind, {
    vsftpd: [restart('vsftpd'), `pasv_min_port=${low}`, `pasv_max_port=${high}`],
    proftpd: [restart('proftpd'), `PassivePorts ${low} ${high}`],
    pureftpd: [`-p ${low}:${high}`],
    'pureftpd-debian': debianPureFtpd('PassivePortRange', `${low} ${high}`),
    pyftpdlib: ['# handler: the FTPHandler class that the server is given', `handler.passive_ports = range(${low}, ${high + 1})`],
    filezilla: [
      'Server > Configure… > Protocols settings > FTP and FTP over TLS (FTPS) > Passive mode:',
      `"Use custom port range": from ${low} to ${high}.`,
    ],
    iis: [
      asAdministrator,
      iisSetting('system.ftpServer/firewallSupport', 'lowDataChannelPort', `${low}`),
      iisSetting('system.ftpServer/firewallSupport', 'highDataChannelPort', `${high}`),
      'Restart-Service ftpsvc',
    ],
  })
}

/** `address`: what the server is to tell its clients. */
export function publicAddressRecipes(address: string, kind: ServerKind): readonly Recipe[] {
  return recipes(kind, {
    // 3.0.3 with listen_ipv6=YES answers 227 (0,0,0,0,…) to a pasv_address.
    vsftpd: ['# Needs listen=YES and listen_ipv6=NO.', restart('vsftpd'), `pasv_address=${address}`],
    proftpd: [restart('proftpd'), `MasqueradeAddress ${address}`],
    pureftpd: [`-P ${address}`],
    'pureftpd-debian': debianPureFtpd('ForcePassiveIP', address),
    pyftpdlib: ['# handler: the FTPHandler class that the server is given', `handler.masquerade_address = '${address}'`],
    filezilla: [
      'Server > Configure… > Protocols settings > FTP and FTP over TLS (FTPS) > Passive mode:',
      `use ${address} as the public IP address.`,
    ],
    iis: [
      asAdministrator,
      iisSetting('system.applicationHost/sites/siteDefaults/ftpServer/firewallSupport', 'externalIp4Address', `'${address}'`),
      'Restart-Service ftpsvc',
    ],
  })
}

/** For servers that dial from any port unless they are told not to. The others dial from that port already, or can't. */
export function dataPortRecipes(port: number, kind: ServerKind): readonly Recipe[] {
  return recipes(kind, {
    vsftpd: [restart('vsftpd'), 'connect_from_port_20=YES', `ftp_data_port=${port}`],
    // 1.3.7 and newer give up root's rights after the login, and port 20 with them. Other ports it dials from can't be chosen.
    ...(port === 20 && { proftpd: [restart('proftpd'), 'RootRevoke off'] }),
  })
}

/** Data connections with a TLS session of their own. Pure-FTPd, pyftpdlib and IIS don't mind them. */
export function sessionReuseRecipes(kind: ServerKind): readonly Recipe[] {
  return recipes(kind, {
    vsftpd: [restart('vsftpd'), 'require_ssl_reuse=NO'],
    proftpd: [
      '# TLSOptions goes on one line, together with the options that are there.',
      restart('proftpd'),
      'TLSOptions NoSessionReuseRequired',
    ],
    filezilla: [
      'FileZilla Server 0.9: Edit > Settings > FTP over TLS settings: untick',
      '"Require TLS session resumption on data connection when using PROT P".',
      'Version 1 always wants it.',
    ],
  })
}

/** Passive or active mode may have been turned off. */
export function modeAllowedRecipes(mode: DataMode, kind: ServerKind): readonly Recipe[] {
  if (mode === 'active') return recipes(kind, { vsftpd: [restart('vsftpd'), 'port_enable=YES'], proftpd: [proftpdLimit('PORT EPRT')] })
  return recipes(kind, {
    vsftpd: [restart('vsftpd'), 'pasv_enable=YES'],
    proftpd: [proftpdLimit('PASV EPSV')],
    pureftpd: ['Start it without the option -N (--natmode), which turns passive mode off.'],
  })
}

function proftpdLimit(commands: string): string {
  return `# Remove a section <Limit ${commands}> that denies them. Then: systemctl restart proftpd`
}

function recipes(kind: ServerKind, texts: Readonly<Partial<Record<Place, readonly string[]>>>): readonly Recipe[] {
  const all = Object.entries(places).flatMap(([tool, { kind: of, label, language }]) => {
    const text = texts[tool as Place]
    return text ? [{ of, recipe: { tool, label, language, text: text.join('\n') } }] : []
  })
  return all.sort((a, b) => Number(b.of === kind) - Number(a.of === kind)).map(({ recipe }) => recipe)
}

/** A comment in both files. */
function restart(service: string): string {
  return `# Then: systemctl restart ${service}`
}

/** Debian keeps a file for each setting; elsewhere they are lines of one. */
function debianPureFtpd(name: string, value: string): readonly string[] {
  return [
    `# As root. Elsewhere, in pure-ftpd.conf: ${name} ${value}`,
    `echo '${value}' > /etc/pure-ftpd/conf/${name}`,
    'systemctl restart pure-ftpd',
  ]
}

const asAdministrator = '# As administrator.'

function iisSetting(filter: string, name: string, value: string): string {
  return `Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Filter '${filter}' -Name '${name}' -Value ${value}`
}
