import { describe, expect, it } from 'vitest'
import { clean, GONE, gives } from '../../test/ai/cleaning.ts'

describe('an e-mail address', () => {
  it('stays where its host is allowed or cited, or where it was given', () => {
    for (const mail of [
      'anna@help.example',
      'a.b+c@x.cdn.example',
      'Anna@docs.shop.example',
      'x@shop.example',
    ])
      for (const sentence of [mail, `Write to ${mail}.`, `(${mail})`, `"${mail}", or`])
        expect(clean(sentence)).toBe(sentence)
    gives([
      ['support@mail.example, SALES+EU@mail.example!', 'support@mail.example, SALES+EU@mail.example!'],
      ['[Write](mailto:support@mail.example)', 'Write'],
      ['<support@mail.example>', 'support@mail.example'],
      ['请写信给support@mail.example谢谢', '请写信给support@mail.example 谢谢'],
      ['support@mail.example/x', 'support@mail.example/x'],
      ['git clone sales+eu@mail.example:a/b.git', 'git clone sales+eu@mail.example:a/b.git'],
      ['support@mail.example-x', 'support@mail.example -x'],
      ['support@mail.example:https://evil.example', `support@mail.example:${GONE}`],
    ])
    const www = { allowedUrls: new Set(['https://www.acme.example/faq']) }
    expect(clean('hello@acme.example', www)).toBe('hello@acme.example')
  })

  it('goes otherwise, with all that clings to it', () => {
    for (const mail of [
      'anna@evil.example',
      'port@mail.example',
      'xsupport@mail.example',
      'eu@mail.example',
      'support@mail.example.evil.example',
      'support@mail.examples',
      'anna@help.example.evil.example',
      'anna@evil_x.example',
      'anna@evil.example/x?y=1',
      'anna@help.examplehttps://evil.example/x',
      'anna@evil\uff0eexample',
      'support@mail\uff0eexample',
      'help.example/anna@evil.example',
      '_@evil.example',
      'anna@evil.xn--p1ai',
      'anna@cdn.example',
    ]) {
      expect(clean(mail), mail).toBe(GONE)
      expect(clean(`Write to ${mail}, please`), mail).toBe(`Write to ${GONE}, please`)
    }
    gives([
      ['anna@evil.example,bob@evil.example', GONE],
      ['mailto:anna@evil.example', GONE],
      ['[a@evil.example](https://help.example)', `${GONE} (https://help.example)`],
      ['anna@<b>evil</b>.example', GONE],
    ])
  })
})
