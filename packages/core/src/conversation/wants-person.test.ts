import { describe, expect, it } from 'vitest'
import { wantsPerson } from './wants-person.ts'

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')

const YES: Record<string, string[]> = {
  en: lines(`
    Can I talk to a human?
    agent please
    human
    HUMAN!!!
    Operator
    real person please
    speak to an agent
    Hi, I'd like to speak with someone from your team
    i want to speek to a humen
    I don’t want a bot, give me a human
    I do not want to talk to a bot
    How can I talk to a real person?
    could you connect me with a representative?
    Please transfer me to a live agent now
    Is there a human I can talk to?
    is there a real person here?
    let me talk to customer service
    Can a human help me please?
    Hello! Could someone from your team call me?
    I need a human
    I need someone to help me
    get me a person who can help
    This is useless. I want to chat with support.
    Why can't I talk to a human?
    put me through to a supervisor
    How do I contact support?
    customer service
    I'm a customer and I want to speak to a person
    I'd prefer a human agent
    talk 2 a human pls
    is anybody there I can talk to?
    Could I have a word with an actual human?
    can a real person look at this?
    get me your manager
    hey can i chat with a human instead of a bot
    I'd like to get in touch with someone from sales
    If you don't connect me to a human I will leave`),
  de: lines(`
    Ich möchte mit einem Menschen sprechen
    ich moechte bitte mit einem mitarbeiter reden
    Kann ich mit jemandem sprechen?
    Mensch bitte
    Mitarbeiter
    Guten Tag, verbinden Sie mich bitte mit dem Kundenservice
    Kann ich mit jemandem vom Support chatten?
    Ich brauche einen Ansprechpartner
    Ich will nicht mit einem Bot reden
    Bitte leiten Sie mich an einen Mitarbeiter weiter
    Kann ich bitte einen echten Menschen sprechen?
    Kann mir bitte ein Mensch helfen?
    Ich hätte gerne Kontakt zu einem Mitarbeiter
    echter Mensch bitte`),
  fr: lines(`
    parler à un conseiller
    Je voudrais parler à un humain
    Bonjour, je souhaite parler avec quelqu’un
    parler a quelqun svp
    Pouvez-vous me mettre en relation avec un conseiller ?
    un humain svp
    Passez-moi un agent, s'il vous plaît
    Je veux un conseiller
    Est-ce que je peux discuter avec une vraie personne ?`),
  es: lines(`
    Quiero hablar con una persona
    ¿Puedo hablar con un agente?
    agente por favor
    Hola, necesito hablar con alguien de soporte
    pásame con un humano
    Comuníqueme con un asesor, por favor
    Necesito un humano
    No quiero hablar con un robot`),
  it: lines(`
    Vorrei parlare con un operatore
    posso parlare con una persona reale?
    operatore
    Mi passi un operatore per favore
    Voglio un operatore umano
    Buongiorno, vorrei parlare con qualcuno del vostro team`),
  pt: lines(`
    Quero falar com um atendente
    Posso falar com uma pessoa?
    atendente, por favor
    Quero atendimento humano
    Olá, gostaria de falar com alguém da equipe
    me transfere para um humano
    quero ser atendido por um humano
    Preciso de um atendente`),
  nl: lines(`
    Ik wil graag met een mens praten
    Kan ik een medewerker spreken?
    Mag ik met iemand van de klantenservice chatten?
    medewerker alstublieft
    verbind me door met een medewerker
    Ik wil niet met een bot praten
    Kan ik met een echt persoon spreken`),
  pl: lines(`
    Chcę rozmawiać z człowiekiem
    Czy mogę porozmawiać z konsultantem?
    konsultant
    Proszę połączyć mnie z konsultantem
    chce porozmawiac z czlowiekiem
    Dzień dobry, potrzebuję kontaktu z pracownikiem
    Nie chcę rozmawiać z botem`),
  tr: lines(`
    Bir insanla konuşmak istiyorum
    Müşteri temsilcisine bağlanmak istiyorum
    CANLI DESTEK
    temsilci
    Beni bir yetkiliye bağlayın lütfen
    gerçek biriyle görüşebilir miyim?
    Merhaba, birisiyle konuşabilir miyim`),
  ru: lines(`
    Хочу поговорить с человеком
    Позовите оператора
    оператор
    Соедините меня с менеджером, пожалуйста
    Можно связаться с поддержкой?
    Мне нужен живой человек
    переведите на оператора
    Я не хочу говорить с ботом`),
  uk: lines(`
    Хочу поговорити з людиною
    Покличте оператора, будь ласка
    оператор
    З’єднайте мене з оператором
    Чи можу я поспілкуватися з кимось із команди?
    Мені потрібна жива людина`),
  zh: lines(`
    转人工
    人工客服
    我要找真人客服
    请帮我转接人工
    可以和真人说话吗？
    我想跟客服人员谈谈
    hello, 转人工
    我不想跟机器人聊
    我想跟人聊
    有人工客服吗`),
  ja: lines(`
    人間と話したいです
    オペレーターにつないでください
    担当者をお願いします
    有人対応を希望します
    サポートの人と話せますか？
    スタッフに代わってください
    すみません、担当の方に相談したいのですが`),
  ko: lines(`
    상담원 연결해 주세요
    사람과 이야기하고 싶어요
    상담원
    상담사와 통화하고 싶습니다
    담당자 바꿔 주세요
    실제 사람이랑 대화할 수 있나요?`),
  ar: lines(`
    أريد التحدث مع شخص حقيقي
    هل يمكنني التحدث إلى موظف؟
    موظف من فضلك
    حولني إلى خدمة العملاء
    أريد التكلم مع إنسان
    أحتاج إلى موظف`),
  sv: lines(`
    Jag vill prata med en människa
    Kan jag få prata med någon?
    Koppla mig till kundtjänst tack
    människa tack
    Hej, jag skulle vilja chatta med en medarbetare
    Jag vill inte prata med en bot`),
}

const all = Object.values(YES).flat()

describe.each(Object.keys(YES))('in %s', language => {
  it.each(YES[language] ?? [])('hears a wish for a person: %s', sentence => {
    expect(wantsPerson(sentence)).toBe(true)
  })
})

it('is tried on many sentences of each language', () => {
  expect(all.length).toBeGreaterThanOrEqual(120)
  expect(Object.keys(YES)).toHaveLength(16)
})

describe('however it is written', () => {
  it('in capitals, with odd spaces, marks and apostrophes, and between other sentences', () => {
    for (const sentence of all) {
      expect(wantsPerson(`  ${sentence.replaceAll(' ', ' \u00a0')}  `), sentence).toBe(true)
      expect(wantsPerson(sentence.toUpperCase()), sentence).toBe(true)
      expect(wantsPerson(sentence.replace(/['’]/g, 'ʼ').normalize('NFD')), sentence).toBe(true)
      expect(wantsPerson(`Slack 404?\n${sentence}\nOk 404.`), sentence).toBe(true)
    }
  })

  it('within the first 500 characters', () => {
    expect(wantsPerson(`${'x '.repeat(230)}. Can I talk to a human?`)).toBe(true)
    expect(wantsPerson(`${'x '.repeat(300)}. Can I talk to a human?`)).toBe(false)
  })

  it('is nothing where nothing is said', () => {
    for (const text of ['', ' ', '\n', '?!', 'please', '\ud83d', '👋']) expect(wantsPerson(text)).toBe(false)
  })
})

it('comes to an end with whatever it is given', () => {
  const units = [
    'a ',
    'the ',
    'want to ',
    'talk to ',
    'dont want ',
    'real live ',
    'mit einem ',
    'un ',
    'med en ',
    '我',
    '请',
    '转',
    '"',
    '“',
    '«',
    '\ufdfa',
    ' ',
    "'",
    '人と',
    '사람 ',
    'مع ',
    'с ',
    '- ',
    '\u0301',
    'z ',
  ]
  for (const one of units)
    for (const other of units)
      expect(wantsPerson(`${one}${other}`.repeat(500).slice(0, 500))).toBeTypeOf('boolean')
})
