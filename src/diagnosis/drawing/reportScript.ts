/**
 * What makes the report's buttons work, as the text of a script: tabs, copying, and messages to the host. It is small and plain,
 * so that it needs no bundle of its own.
 *
 * In the editor what is to be done is posted to the host, as the page may do little itself; in a browser it copies and prints.
 */

export const reportScript = `
(() => {
  'use strict'
  const host = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined
  const post = (message) => host?.postMessage(message)
  document.body.classList.add('live')
  if (!host) document.body.classList.add('hostless')

  const say = (text) => { document.querySelector('.said').textContent = text }

  const copy = async (text) => {
    if (host) post({ kind: 'copy', text })
    else await navigator.clipboard.writeText(text)
    say('Copied.')
  }

  const on = (selector, act) => {
    for (const button of document.querySelectorAll(selector)) button.addEventListener('click', () => act(button))
  }
  on('[data-copy]', (button) => {
    copy(document.getElementById(button.dataset.copy).textContent).catch(() => say('This browser does not let the page copy.'))
  })
  on('[data-action]', (button) => post({ kind: 'action', index: Number(button.dataset.action) }))
  on('[data-post]', (button) => post({ kind: button.dataset.post }))
  on('[data-markdown]', () => {
    post({ kind: 'copyMarkdown', redact: document.getElementById('redact').checked })
    say('Copied.')
  })
  on('[data-print]', () => (host ? post({ kind: 'print' }) : window.print()))

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
