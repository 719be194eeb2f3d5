/** What waits for what, where connections are few: browsing never waits behind a transfer. */
export type Priority = 'browse' | 'transfer'
