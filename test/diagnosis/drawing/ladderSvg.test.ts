import assert from 'node:assert/strict'
import { ladderOf } from '../../../src/diagnosis/drawing/ladder.ts'
import { ladderSvg } from '../../../src/diagnosis/drawing/ladderSvg.ts'
import { ladderWords } from '../../../src/diagnosis/drawing/ladderWords.ts'
import { textbookLadder } from '../../../src/diagnosis/drawing/textbookLadder.ts'
import { behindRouter, epsvUnanswered, nameNotFound, observations, serverAdmitsOnly21 } from './sampleDiagnosis.ts'

const svgOf = (mode: 'passive' | 'active', diagnosis = behindRouter) => ladderSvg(ladderOf(diagnosis, mode), { id: mode })
const crossX = (svg: string) => Number(/class="halo" cx="(\d+)"/.exec(svg)?.[1])

describe('the picture of a ladder', () => {
  it('is an image with a title and a description in words', () => {
    const ladder = ladderOf(behindRouter, 'passive')
    const svg = ladderSvg(ladder, { id: 'left' })
    assert.match(svg, /^<svg class="ladder" role="img" aria-labelledby="left-title left-desc"/)
    assert.ok(svg.includes(`<title id="left-title">${ladder.title}</title>`))
    assert.ok(svg.includes(`<desc id="left-desc">${ladderWords(ladder)}</desc>`))
  })

  it('needs no inline style, no script and nothing from elsewhere', () => {
    for (const svg of [svgOf('passive'), svgOf('active')]) assert.doesNotMatch(svg, /style|script|href|url\(|\son\w+=/)
  })

  it('tells failure by dashes, a cross and words, not by colour alone', () => {
    const svg = svgOf('active')
    const [failed = ''] = /<g class="opens fails">[^]*?<\/g>/.exec(svg) ?? []
    assert.match(failed, /class="line"[^>]* stroke-dasharray="7 4"/)
    assert.match(failed, /class="cross"/)
    assert.match(failed, /✗ nothing arrived in 4 s: your/)
    assert.doesNotMatch(failed, /class="head"/)
  })

  it('puts the cross before what stands in the way', () => {
    const wallX = (svg: string) => Number(/class="wall" x="(\d+)"/.exec(svg)?.[1])
    const fromServer = svgOf('active')
    assert.ok(crossX(fromServer) > wallX(fromServer) + 16)
    const fromClient = svgOf('passive', serverAdmitsOnly21)
    assert.ok(crossX(fromClient) < wallX(fromClient))
  })

  it('crosses out no label, where nothing but the cross is in the middle', () => {
    const way = { ...epsvUnanswered, outcome: 'unreachable' } as const
    const passive = { ...serverAdmitsOnly21.passive, culprit: undefined, methods: [way] }
    const svg = svgOf('passive', { ...serverAdmitsOnly21, passive })
    assert.doesNotMatch(svg, /class="wall"/)
    const [, failing = ''] = /class="opens fails">([^]*)/.exec(svg) ?? []
    const [, middle] = /class="label" x="([\d.]+)"/.exec(failing) ?? []
    assert.ok(Number(middle) + 20 < crossX(svg) - 9, failing)
  })

  it('has a wall only where something stopped, with gaps for what got through', () => {
    assert.doesNotMatch(svgOf('passive'), /class="wall"/)
    const svg = svgOf('active')
    assert.equal([...svg.matchAll(/class="wall"/g)].length, 3)
    assert.match(svg, />your router</)
  })

  it('shows what was not tested as such', () => {
    assert.match(svgOf('passive', nameNotFound), /<g class="opens untested">[^]*>not tested</)
  })

  it('stands alone with a style for light and dark', () => {
    const svg = ladderSvg(textbookLadder('active'), { id: 'active', isStandalone: true })
    assert.match(svg, /^<svg class="ladder" [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    assert.match(svg, /prefers-color-scheme: dark/)
    assert.match(svg, /:1026<[^]*:21<[^]*PORT 1027[^]*:1027<[^]*:20</)
  })

  it('escapes what the server and the user are called', () => {
    const server = { ...observations.server, host: '"><script>alert(1)</script>&\u202e' }
    const svg = svgOf('active', { ...behindRouter, observations: { ...observations, server } })
    assert.doesNotMatch(svg, /<script|\u202e/)
    assert.match(svg, /&quot;&gt;&lt;script&gt;/)
  })

  it('shortens a name that has no room, and says it whole in words', () => {
    const host = `${'long-'.repeat(30)}name.example.org`
    const svg = svgOf('active', { ...behindRouter, observations: { ...observations, server: { ...observations.server, host } } })
    const [, shown = ''] = /class="name"[^>]*text-anchor="end">([^<]*)</.exec(svg) ?? []
    assert.match(shown, /^long-.*….*example\.org$/)
    assert.ok(shown.length <= 33)
    assert.ok(svg.includes(`${host} (203.0.113.9) on the right`))
  })
})
