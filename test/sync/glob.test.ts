import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compileGlobs, matches, mayMatchBelow, RulesError, type Glob, type RuleProblem } from '../../src/sync/glob.ts'
import '../support/unhandledRejections.ts'

function compiled(pattern: string, foldsCase = false): Glob {
  const problems: RuleProblem[] = []
  const [glob] = compileGlobs('exclude', [pattern], foldsCase, problems)
  assert.deepEqual(problems, [])
  assert.ok(glob)
  return glob
}

function problemsWith(...patterns: string[]): readonly RuleProblem[] {
  const problems: RuleProblem[] = []
  compileGlobs('exclude', patterns, false, problems)
  return problems
}

describe('A glob', () => {
  for (const [pattern, path, isFolder, expected] of [
    ['*.map', 'a.map', false, true],
    ['*.map', 'js/deep/a.map', false, true],
    ['*.map', 'a.map/b', false, false],
    ['css/*.map', 'css/a.map', false, true],
    ['css/*.map', 'x/css/a.map', false, false],
    ['**/css/*.map', 'x/css/a.map', false, true],
    ['**/*.map', 'a.map', false, true],
    ['/dist', 'dist', true, true],
    ['/dist', 'x/dist', true, false],
    ['./dist', 'dist', true, true],
    ['./dist', 'x/dist', true, false],
    ['dist/', 'dist', true, true],
    ['dist/', 'x/dist', true, true],
    ['dist/', 'dist', false, false],
    ['x/dist/', 'x/dist', true, true],
    ['dist/**', 'dist', true, false],
    ['dist/**', 'dist/.hidden/a', false, true],
    ['*', '.hidden', false, true],
    ['{a/b,c}', 'a/b', false, true],
    ['{a/b,c}', 'x/c', false, true],
    ['{a/b,c}', 'x/a/b', false, false],
    ['{log/,tmp}', 'log', false, false],
    ['{log/,tmp}', 'tmp', false, true],
    ['!(a|b).txt', 'c.txt', false, true],
    ['!(a|b).txt', 'a.txt', false, false],
    ['#x', '#x', false, true],
    ['\\{a,b\\}', '{a,b}', false, true],
    ['a\\*b', 'a*b', false, true],
    ['a\\*b', 'axb', false, false],
    ['a?b', 'a\\b', false, true],
    ['a/b', 'a\\b', false, false],
    ['A.TXT', 'a.txt', false, false],
    ['e\u0301.txt', '\u00e9.txt', false, true],
  ] as const) {
    it(`${JSON.stringify(pattern)} ${expected ? 'matches' : "doesn't match"} the ${isFolder ? 'folder' : 'file'} ${JSON.stringify(path)}`, () => {
      assert.equal(matches(compiled(pattern), path, isFolder), expected)
    })
  }

  it('takes upper and lower case for the same where a side does', () => {
    assert.ok(matches(compiled('Build/*.TXT', true), 'build/a.txt', false))
  })

  for (const [pattern, folder, expected] of [
    ['*.php', 'a/b', true],
    ['a/b/*.php', 'a', true],
    ['a/b/*.php', 'a/b', true],
    ['a/b/*.php', 'a/c', false],
    ['a/b/*.php', 'b', false],
    ['a/**/x/y', 'a/q/r', true],
    ['a/**/x/y', 'b', false],
  ] as const) {
    it(`${JSON.stringify(pattern)} may ${expected ? '' : 'not '}match below ${folder}`, () => {
      assert.equal(mayMatchBelow(compiled(pattern), folder), expected)
    })
  }

  for (const [what, pattern] of [
    ['is empty', ''],
    ['is blank', '  '],
    ['is very long', 'a'.repeat(1025)],
    ['stands for too many', '{1..300}'],
    ['stands for too many, most of which are empty', `{}{${','.repeat(300)}x}`],
    ['stands for too many, and nearly all of them are nothing', `{,{${','.repeat(300)}x}}`],
    ['multiplies', '{a,b}'.repeat(9)],
    ['has too many braces', '{a,b}'.repeat(17)],
    ['has too many globstars', '**/a/'.repeat(17)],
    ['has too many brackets', '['.repeat(65)],
    ['has too many parentheses', '@('.repeat(33)],
    ['negates', '!important.txt'],
    ['has folders with a backslash between them', 'css\\site'],
    ['ends with a backslash', 'css\\'],
    ['is the root', '/'],
    ['is the root too', './'],
    ['leads out', '../secret'],
    ['leads out and in', 'a/../b'],
    ['expands to nothing', '{,}'],
  ] as const) {
    it(`is refused by its name if it ${what}`, () => {
      const [problem, ...others] = problemsWith(pattern)
      assert.deepEqual(others, [])
      assert.equal(problem?.pattern, pattern)
      assert.equal(problem.list, 'exclude')
    })
  }

  it('is refused behind more than a thousand others', () => {
    const many = Array.from({ length: 1002 }, (_, index) => `file${index}`)
    assert.deepEqual(
      problemsWith(...many).map(({ pattern }) => pattern),
      ['file1000'],
    )
    assert.equal(problemsWith(...many.slice(0, 1000)).length, 0)
  })

  it('is shown with what is invisible in it', () => {
    assert.match(new RulesError(problemsWith('!\u202ea')).message, /"!\\u\{202e\}a" in "exclude"/)
  })

  it('never throws and never takes long, whatever it is', () => {
    const token = fc.constantFrom(...'*?[]{},.()!+@|\\/ab19-^# é'.split(''), '**', '[!', '..', '!(', '*(', '{1..9}', '[:alpha:]', '\ud800')
    const some = fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(''))
    const pattern = fc.tuple(some, fc.integer({ min: 1, max: 100 }), some).map(([head, times, tail]) => head.repeat(times) + tail)
    const paths = [Array(128).fill('a').join('/'), 'a'.repeat(255), 'ab'.repeat(120), '1'.repeat(200), `${'a/'.repeat(60)}b`]
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 3 }), (patterns) => {
        const problems: RuleProblem[] = []
        const start = performance.now()
        const globs = compileGlobs('include', patterns, true, problems)
        for (const path of paths) for (const glob of globs) assert.ok(!matches(glob, path, true) || mayMatchBelow(glob, path))
        assert.equal(globs.length + problems.length, patterns.length)
        assert.ok(performance.now() - start < 2000)
      }),
      { numRuns: 500 },
    )
  })
})
