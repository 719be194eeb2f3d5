/**
 * What makes the report's buttons work, as the text of a script: tabs, copying, and messages to the host. It is small and plain,
 * so that it needs no bundle of its own.
 *
 * In the editor what is to be done is posted to the host, as the page may do little itself, and the host says how it went. In a
 * browser the page copies and prints. It clears its last word before the next, as the same once more would not be announced.
 *
 * The host posts `{ kind: 'changed' }` when the site is another than the one that was diagnosed: what is advised may be wrong
 * by then. A diagnosis that is asked for ends with another page, or, where it was cancelled, with `{ kind: 'idle' }`.
 */

export const reportScript = `
(() => {
  'use strict'
  const host = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined
  const post = (message) => host?.postMessage(message)
  document.body.classList.add('live')
  if (!host) document.body.classList.add('hostless')

  const say = (text) => {
    const said = document.querySelector('.said')
    said.textContent = ''
    setTimeout(() => { said.textContent = text }, 50)
  }

  const copy = async (text) => {
    await navigator.clipboard.writeText(text)
    say('Copied.')
  }

  const on = (selector, act) => {
    for (const button of document.querySelectorAll(selector)) button.addEventListener('click', () => act(button))
  }
  on('[data-copy]', (button) => {
    const text = document.getElementById(button.dataset.copy).textContent
    if (host) post({ kind: 'copy', text })
    else copy(text).catch(() => say('This browser does not let the page copy.'))
  })
  on('[data-action]', (button) => post({ kind: 'action', id: button.dataset.action }))
  on('[data-post]', (button) => {
    if (button.dataset.post === 'again') disable('[data-post=again]', true)
    post({ kind: button.dataset.post })
  })
  on('[data-markdown]', () => post({ kind: 'copyMarkdown', redact: document.getElementById('redact').checked }))
  on('[data-print]', () => window.print())

  const disable = (selector, isDisabled) => {
    for (const button of document.querySelectorAll(selector)) button.disabled = isDisabled
  }
  window.addEventListener('message', ({ data }) => {
    if (data?.kind === 'idle') disable('[data-post=again]', false)
    if (data?.kind !== 'changed') return
    disable('[data-action]', true)
    document.querySelector('.changed').textContent = 'The site was changed after this diagnosis. Diagnose again to see the effect.'
  })

  for (const list of document.querySelectorAll('[role=tablist]')) {
    const tabs = [...list.querySelectorAll('[role=tab]')]
    const select = (chosen) => {
      for (const tab of tabs) {
        const isChosen = tab === chosen
        tab.setAttribute('aria-selected', String(isChosen))
        tab.tabIndex = isChosen ? 0 : -1
        document.getElementById(tab.getAttribute('aria-controls')).classList.toggle('folded', !isChosen)
      }
    }
    const goals = {
      ArrowRight: (at) => at + 1,
      ArrowLeft: (at) => at - 1,
      Home: () => 0,
      End: () => -1,
    }
    list.addEventListener('keydown', (event) => {
      const goal = goals[event.key]
      if (!goal) return
      event.preventDefault()
      const tab = tabs.at(goal(tabs.indexOf(document.activeElement)) % tabs.length)
      select(tab)
      tab.focus()
    })
    for (const tab of tabs) tab.addEventListener('click', () => select(tab))
    select(tabs[0])
  }
})()
`
