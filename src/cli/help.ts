/** What `portside --help` prints. The options are those of arguments.ts; a test compares them. */

export const help = `Portside moves files to and from FTP servers, in passive and active mode, with and without TLS.

Usage:
  portside ls URL             list a folder, or show one file
  portside get URL LOCAL      download a file, or a folder with all in it
  portside put LOCAL URL      upload a file, or a folder with all in it

URL is ftp://user@host:port/path, ftps:// for implicit TLS, or just host/path. Paths start at the server's root; a URL
without a path is the folder the login leads to. In a URL write %20 for a space and %23 for #.

Where things go, as with cp:
  If the destination is a folder that exists, or ends with /, the source is put into it under its own name.
  Otherwise the destination is the new name. Folders above it are made as needed.
  A source folder that ends with /. stands for what is in it: "put site/. ftp://host/www" fills www itself.
  What is there already is replaced, file by file; nothing else is deleted. A file is replaced only once the new one is
  complete: whatever happens, the name holds the old file or the new one.
  Links to files are copied as files. Links to folders, and links that lead out of the folder, are not followed.

Connection:
  --security explicit|implicit|none
                          explicit: TLS is asked for on the usual port, and required (the default)
                          implicit: TLS from the first byte, port 990 (the default for ftps://)
                          none: everything can be read on the way, the password too
  --ca FILE               trust the certificates in this PEM file too
  --pin SHA256            accept only the certificate with this fingerprint, whoever signed it
  --mode auto|passive|active
                          who opens data connections: this computer (passive), the server (active), or what works (auto)
  --active-address A      in active mode, the address to announce: the public one of a NAT that forwards the ports
  --active-ports LO-HI    in active mode, the ports to listen on
  --connections N         the most connections at once, 1 to 16 (4)

Output:
  --json                  one JSON document on stdout: {entries, complete} for ls, {files, bytes, failed} for get and put,
                          {error} where nothing came of it
  --log                   the dialogue with the server on stderr, without passwords
  --help, --version

The password is taken from the environment variable PORTSIDE_PASSWORD, or else the URL, or else asked for. Other users of this
computer can see the URL while the program runs.
Without a user in the URL the login is anonymous.

Exit status: 0 all done, 1 something failed, 2 the command was not understood, 130 interrupted.
`
