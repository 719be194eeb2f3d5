/** What programs in the network laboratory see of this process's environment: where programs are, and a plain locale. */
export const environment: Readonly<Record<string, string>> = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' }
