/**
 * Every name that the code and package.json share. A test holds the two equal; a forgotten command doesn't compile,
 * because the composition root fills a table keyed by `CommandId`.
 */

/** The scheme of every file on a server: `portside://<site id>/<path>`. */
export const scheme = 'portside'

/** Of merges that are being worked on: files in memory. */
export const mergeScheme = 'portside-merge'

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
  mapFolder: 'portside.mapFolder',
  mapToLocalFolder: 'portside.mapToLocalFolder',
  editMappings: 'portside.editMappings',
  setEnvironment: 'portside.setEnvironment',
  uploadOnSave: 'portside.uploadOnSave',
  showFailedUploads: 'portside.showFailedUploads',
  compareWithServer: 'portside.compareWithServer',
  showLog: 'portside.showLog',
  syncFolder: 'portside.syncFolder',
  previewSync: 'portside.previewSync',
  compareFolder: 'portside.compareFolder',
  undoSync: 'portside.undoSync',
  uploadToServer: 'portside.uploadToServer',
  downloadFromServer: 'portside.downloadFromServer',
  syncWithServer: 'portside.syncWithServer',
  applySync: 'portside.applySync',
  refreshSync: 'portside.refreshSync',
  reviewSync: 'portside.reviewSync',
  filterSync: 'portside.filterSync',
  setSyncDirection: 'portside.setSyncDirection',
  showEqual: 'portside.showEqual',
  hideEqual: 'portside.hideEqual',
  clearSync: 'portside.clearSync',
  compareRow: 'portside.compareRow',
  flipRow: 'portside.flipRow',
  takeMine: 'portside.takeMine',
  takeTheirs: 'portside.takeTheirs',
  keepBoth: 'portside.keepBoth',
  mergeRow: 'portside.mergeRow',
  acceptMerge: 'portside.acceptMerge',
  excludeRow: 'portside.excludeRow',
  openRow: 'portside.openRow',
  copyRowPath: 'portside.copyRowPath',
} as const

/** Called by rows of the tree only, so package.json doesn't offer them. */
export const rowCommandIds = {
  retry: 'portside.row.retry',
  showMore: 'portside.row.showMore',
} as const

type ValueOf<T> = T[keyof T]

export type CommandId = ValueOf<typeof commandIds> | ValueOf<typeof rowCommandIds>

export const viewContainerId = 'portside'

export const viewIds = { sites: 'portside.sites', sync: 'portside.sync' } as const

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
  syncGroup: 'sync.group',
  /** A conflict in which something is missing on one side, one of two files, and one of two texts. */
  syncConflict: 'sync.conflict',
  syncFiles: 'sync.conflict.files',
  syncText: 'sync.conflict.text',
  /** Goes one way and could go the other. */
  syncChange: 'sync.change',
  /** Is left alone and could go. */
  syncIdle: 'sync.idle',
  /** Nothing can be done with it here. */
  syncFixed: 'sync.fixed',
} as const

export const contextKeys = {
  /** Something in the Sites view is selected that row commands can work on. */
  hasSelection: 'portside.hasSelection',
  /** A folder of this window is mapped to one on a site. */
  hasMapping: 'portside.hasMapping',
  /** The Sync view shows what a sync would do. */
  hasPreview: 'portside.hasPreview',
  showsEqual: 'portside.showsEqual',
} as const

export const settingsSection = 'portside'

/** Without the section's name. */
export const settingKeys = {
  sites: 'sites',
  largeFileSize: 'largeFileSize',
  watch: 'watch',
  decorations: 'decorations',
} as const
