import { expect, test } from 'vitest'
import { cleanSvg } from './clean-svg.ts'

const svg = (inside: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10"${attributes}>${inside}</svg>`

test('what draws stays, written anew', () => {
  const source = svg(
    `<title>Ours &amp; theirs</title><defs><linearGradient id="g"><stop offset="0" stop-color="#f00"/></linearGradient></defs>
     <style>.a{fill:url(#g);stroke-width:2} text { font-family: Arial }</style>
     <g transform="translate(1 2)"><rect class="a" width="4" height="4" rx="1"/><use xlink:href="#r"/><path d="M0 0L1 1" style="fill:none;stroke:#123456"/></g>
     <a href="https://example.com/x"><text x="1" y="2">A &lt;b&gt; ❤</text></a>`,
  )
  const { svg: out, removed } = cleanSvg(source)
  expect(removed).toEqual([])
  expect(out).toContain('<title>Ours &#38; theirs</title>')
  expect(out).toContain('<rect class="a" width="4" height="4" rx="1"/>')
  expect(out).toContain('.a{fill:url(#g);stroke-width:2}text{font-family:Arial}')
  expect(out).toContain('<use href="#r"/>')
  expect(out).toContain('style="fill:none;stroke:#123456"')
  expect(out).toContain('<a href="https://example.com/x"><text x="1" y="2">A &#60;b&#62; ❤</text></a>')
  expect(cleanSvg(out).svg).toBe(out)
})

/** Hostile part → what must not be left of it. */
const hostile: [string, string, RegExp][] = [
  ['script', '<script>alert(1)</script>', /alert|script/],
  ['script in another prefix', '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>', /alert|script/],
  ['handler', '<rect onload="alert(1)" onclick="alert(1)" width="1"/>', /alert|onload|onclick/],
  ['foreign object', '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(1)"/></body></foreignObject>', /alert|foreign|img/],
  ['javascript link', '<a href="javascript:alert(1)"><text>x</text></a>', /alert|javascript/],
  ['javascript link with a line break', '<a xlink:href="java&#10;script:alert(1)"><text>x</text></a>', /alert|script/],
  ['data link', '<a href="data:text/html,x"><text>x</text></a>', /data:/],
  ['image', '<image href="https://evil.example/x.png"/>', /evil|image/],
  ['use of another file', '<use href="https://evil.example/x.svg#a"/>', /evil/],
  ['fill from elsewhere', '<rect fill="url(https://evil.example/a#b)"/>', /evil/],
  ['style from elsewhere', '<rect style="fill:url( \'//evil.example/a\' );stroke:red"/>', /evil/],
  ['escaped style', '<rect style="fill:u\\72l(//evil.example)"/>', /evil/],
  ['import', '<style>@import "https://evil.example/a.css"; .a{fill:red}</style>', /evil|import/],
  ['import by address', '<style>@import url(//evil.example/a);.a{fill:red}</style>', /evil|import/],
  ['font', '<style>@font-face{font-family:x;src:url(//evil.example/f)} .a{fill:red}</style>', /evil|font-face/],
  ['background', '<style>.a{background:url(//evil.example/f);fill:red}</style>', /evil|background/],
  ['css comment', '<style>.a{fill:u/**/rl(//evil.example)}</style>', /evil/],
  ['end of style', '<style>.a{fill:red}&lt;/style>&lt;script>alert(1)&lt;/script></style>', /<script|alert/],
  ['cdata', '<style><![CDATA[</style><script>alert(1)</script>]]></style>', /alert|<script/],
  ['animation of a link', '<a><animate attributeName="href" values="javascript:alert(1)"/><text>x</text></a>', /animate|alert/],
  ['set', '<set attributeName="onload" to="alert(1)"/>', /alert|<set/],
  ['filter image', '<filter id="f"><feImage href="https://evil.example/"/></filter>', /evil|feImage/],
  ['iframe', '<iframe xmlns="http://www.w3.org/1999/xhtml" src="//evil.example"/>', /evil|iframe/],
  ['base', '<rect xml:base="https://evil.example/"/>', /evil/],
]
test.each(hostile)('%s is left out', (_name, part, forbidden) => {
  const { svg: out } = cleanSvg(svg(`${part}<circle r="1"/>`))
  expect(out).not.toMatch(forbidden)
  expect(out).toContain('<circle r="1"/>')
})

test('what was left out is told', () => {
  const { removed } = cleanSvg(svg('<script>x</script><image href="a.png"/><rect onload="x" fill="url(//a)"/>'))
  expect(removed).toEqual(['an address outside', 'image', 'onload', 'script'])
  expect(cleanSvg(`<?xml version="1.0"?><?xml-stylesheet href="//evil"?><!DOCTYPE svg PUBLIC "a" "b">${svg('')}`).svg).not.toContain('evil')
})

/** Whole files that are refused, and what the person is told. */
const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
const uses = Array.from({ length: 9 }, (_, i) => `<g id="g${i + 1}">${`<use href="#g${i}"/>`.repeat(10)}</g>`).join('')
const refused: [string, string, RegExp][] = [
  ['billion laughs', `<!DOCTYPE svg [<!ENTITY l0 "ha">${laughs}]>${svg('<text>&l9;</text>')}`, /entities/],
  ['outside entity', `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg('<text>&x;</text>')}`, /entities/],
  ['unknown entity', svg('<text>&nbsp;</text>'), /well-formed.*1:/s],
  ['uses of uses', svg(`<g id="g0"><rect/></g>${uses}`), /parts/],
  ['circle of uses', svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), /circle/],
  ['5 MB', svg(`<text>${'x'.repeat(5_000_000)}</text>`), /KB/],
  ['depth', svg(`${'<g>'.repeat(5_000)}${'</g>'.repeat(5_000)}`), /levels/],
  ['elements', svg('<g/>'.repeat(25_000)), /elements/],
  ['not closed', '<svg xmlns="http://www.w3.org/2000/svg"><g></svg>', /well-formed/],
  ['html', '<html xmlns="http://www.w3.org/1999/xhtml"><body>x</body></html>', /first element/],
  ['no namespace', '<svg><rect/></svg>', /first element/],
  ['text', 'hello', /well-formed|first element/],
]
test.each(refused)('%s is refused', (_name, source, why) => {
  expect(() => cleanSvg(source)).toThrow(why)
})
