/** What `portside --help` and `portside sync --help` print: one screen each. The options are those of options.ts; a test compares them. */

const help = `Portside moves files to and from FTP servers.

  portside ls URL             list a folder, or show one file
  portside get URL LOCAL      download a file, or a folder with all in it
  portside put LOCAL URL      upload a file, or a folder with all in it
  portside sync LOCAL URL     carry over what has changed: portside sync --help
  portside diagnose URL       try all ways of transferring, say what is in the
                              way and what to change; changes nothing itself

URL is ftp://user@host:port/path, ftps:// for implicit TLS, or just host/path;
the path starts at the server's root, and %20 is a space. Without a path it is
the folder the login leads to. A destination that exists as a folder, or ends
with /, gets the source put into it; else it is the new name. A source that ends
with /. stands for what is in it. Files are replaced one by one, each only by a
whole new one; nothing else is deleted. Links out of the folder are left out.

  --security explicit|implicit|none     explicit is the default; with none all
                        can be read on the way, the password too
  --ca FILE             trust the certificates in this PEM file too
  --pin SHA256          accept only the certificate with this fingerprint
  --cert FILE, --key FILE         your own certificate and its key, PEM
  --tls-min V, --tls-max V        TLSv1.2 is the oldest unless you say otherwise
  --mode auto|passive|active      who opens data connections: this computer
                        (passive), the server (active), or what works (auto)
  --active-address A    in active mode, address or name to announce
  --active-ports LO-HI  in active mode, ports to listen on
  --data-port any|next  next: the control connection's own port + 1
  --data-host H         also take data from this host, and send it there
  --proxy URL           socks5://user@host:1080 or http://user@host:3128
  --charset NAME        of names on the server, such as windows-1252 (UTF-8)
  --virtual-host H      which of the servers at this address is meant
  --timeout SECONDS     to wait for the server
  --connections N       the most connections at once, 1 to 16 (4)
  --json, --log         one JSON document on stdout, the dialogue on stderr
  --help, --version

Passwords come from PORTSIDE_PASSWORD and PORTSIDE_PROXY_PASSWORD, an account
from PORTSIDE_ACCOUNT, or else from the URL, which others on this computer can
see, or they are asked for. Without a user in the URL the login is anonymous.
Exit status: 0 done, 1 failed, 2 bad usage, 3 sync stopped, 130 interrupted.
`

const syncHelp = `portside sync keeps a folder of this computer and one on a server in step.

  portside sync LOCAL URL     the folder LOCAL and the folder of the URL, which
                              begins with ftp://, ftps:// or ftpes://
  portside sync LOCAL NAME    a mapping of LOCAL/.vscode/portside.json, by its
                              site, its environment, or its folder

What has changed on one side since the last sync goes to the other. First it is
shown. Without options nothing is deleted, and a conflict, where both sides have
changed, is left as it is. The first sync of two folders deletes nothing at all.

  --direction up|down|both   which side is changed: the server (up), this
                        computer (down). For a URL up, else as the mapping says
  --dry-run             show what would be done, and do nothing
  --delete              delete what was deleted on the other side
  --max-delete N        do nothing if more would go; up to N, ask nothing
  --overwrite           with up or down: replace also what has changed on the
                        side that is changed, and settle conflicts so
  --exclude PATTERN, --include PATTERN   such as "**/*.map" or drafts/; leave
                        it out, or sync nothing else. May be repeated
  --gitignore           leave out what .gitignore files leave out
  --no-defaults         sync also .git, node_modules, keys, .env and their like
  --confirm WHAT        go on all the same when stopped: sideEmpty, allChanged,
                        markOnServer, as the message says
  --state FOLDER        where to remember the last sync. Keep it from build to
                        build, or each is a first one that deletes nothing
  --keep-undo MB        of what is replaced or deleted, keep so much (100)
  --undo                take back the last sync: bring back what it replaced or
                        deleted, remove what it made. Again: the one before

The options of portside --help hold here, too. Exit status: 0 done, 1 something
failed, 2 not understood, 3 stopped, or something is left for you to decide;
130 interrupted: run it again to go on.
`

export function helpText(about?: 'sync'): string {
  return about === 'sync' ? syncHelp : help
}
