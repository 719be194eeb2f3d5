/**
 * Every name that the code and package.json share. A test holds the two equal; a forgotten command doesn't compile,
 * because the composition root fills a table keyed by `CommandId`.
 */

/** The scheme of every file on a server: `portside://<site id>/<path>`. */
export const scheme = 'portside'

export const commandIds = {
  addSite: 'portside.addSite',
  editSite: 'portside.editSite',
  removeSite: 'portside.removeSite',
  connect: 'portside.connect',
  disconnect: 'portside.disconnect',
  setTransferMode: 'portside.setTransferMode',
  diagnose: 'portside.diagnose',
  setCharset: 'portside.setCharset',
  refresh: 'portside.refresh',
  openAsWorkspaceFolder: 'portside.openAsWorkspaceFolder',
  newFile: 'portside.newFile',
  newFolder: 'portside.newFolder',
  rename: 'portside.rename',
  delete: 'portside.delete',
  uploadFiles: 'portside.uploadFiles',
  uploadFolder: 'portside.uploadFolder',
  download: 'portside.download',
  copyPath: 'portside.copyPath',
  showLog: 'portside.showLog',
} as const

/** Called by rows of the tree only, so package.json doesn't offer them. */
export const rowCommandIds = {
  retry: 'portside.row.retry',
  showMore: 'portside.row.showMore',
} as const

type ValueOf<T> = T[keyof T]

export type CommandId = ValueOf<typeof commandIds> | ValueOf<typeof rowCommandIds>

export const viewContainerId = 'portside'

export const viewIds = { sites: 'portside.sites' } as const

/** Of the tab with a diagnosis. Nothing brings it back after a restart: what it tells would be old. */
export const reportViewType = 'portside.diagnosis'

/** `viewItem` in the `when` clauses of package.json. */
export const rowContexts = {
  site: 'site',
  connectedSite: 'site.connected',
  folder: 'folder',
  file: 'file',
  unusable: 'unusable',
  problem: 'problem',
} as const

export const contextKeys = {
  /** Something in the Sites view is selected that row commands can work on. */
  hasSelection: 'portside.hasSelection',
} as const

export const settingsSection = 'portside'

/** Without the section's name. */
export const settingKeys = {
  sites: 'sites',
  largeFileSize: 'largeFileSize',
} as const
