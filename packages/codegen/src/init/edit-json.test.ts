import { describe, expect, it } from 'vitest'
import { addMembers } from './edit-json.ts'

describe('addMembers', () => {
  it.each([
    [
      '{\n  "a": {\n    "x": "1"\n  },\n  "b": 1\n}\n',
      '{\n  "a": {\n    "x": "1",\n    "y": "2"\n  },\n  "b": 1\n}\n',
    ],
    ['{\n\t"b": [{ "a": {} }],\n\t"a": {}\n}', '{\n\t"b": [{ "a": {} }],\n\t"a": {\n\t\t"y": "2"\n\t}\n}'],
    ['{\n    "b": "a"\n}\n', '{\n    "b": "a",\n    "a": {\n        "y": "2"\n    }\n}\n'],
    ['{\r\n  "b": "}"\r\n}\r\n', '{\r\n  "b": "}",\r\n  "a": {\r\n    "y": "2"\r\n  }\r\n}\r\n'],
    ['{}', '{\n  "a": {\n    "y": "2"\n  }\n}'],
    ['{"a":{"x":"}"}}', '{"a":{"x":"}",\n    "y": "2"\n  }}'],
    [
      '{\n  "\\u0061": {\n    "x": "\\"{"\n  }\n}',
      '{\n  "\\u0061": {\n    "x": "\\"{",\n    "y": "2"\n  }\n}',
    ],
  ])('keeps the rest of %j', (before, after) => {
    expect(addMembers(before, 'a', { y: '2' })).toBe(after)
    expect(JSON.parse(after)).toMatchObject({ a: { y: '2' } })
  })

  it('changes nothing when there is nothing to add', () => {
    expect(addMembers('{ }', 'a', {})).toBe('{ }')
  })
})
