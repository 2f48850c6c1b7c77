/** Wishes for a person, each in another language. */
export const WANTING_A_PERSON: readonly string[] = [
  'Can I please talk to a real person?',
  'Ich möchte mit einem Mitarbeiter sprechen',
  'Je voudrais parler à un conseiller, s’il vous plaît',
  'Quiero hablar con una persona, por favor',
  '担当者と話したいです',
]
