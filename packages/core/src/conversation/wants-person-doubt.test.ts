import { describe, expect, it } from 'vitest'
import { wantsPerson } from './wants-person.ts'

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')

// Questions about support chats, which talk of operators, agents and humans, and ask for none.
const NO: Record<string, string[]> = {
  en: lines(`
    How do I add a human operator to my team?
    does a real person read the logs?
    my agent process crashed
    do you support Slack?
    speak to your API
    I don't want a human
    I don’t need to talk to a person right now
    Please do not connect me to an agent
    Can my visitors talk to a human?
    What happens when a visitor asks to talk to a human?
    How do users speak to an operator?
    Does the AI hand over when somebody wants to speak with a person?
    What are your support hours?
    how many operators can I add?
    Can an operator take over a conversation from the AI?
    The agent is offline in Discord
    Are you a human?
    is anyone there?
    Can someone help me with the webhook?
    Where do I find the operator token?
    I want the bot to talk to a human before it refunds
    How do I change the text of the "talk to a human" button?
    What if I write "I want to speak to an agent"?
    Which keywords connect me to a human?
    I need an agent that runs on Linux
    I need a person column in my table
    Is the user agent stored?
    Can I transfer a chat to another operator?
    Thanks for letting me talk to a human
    I talked to a human yesterday
    How much does it cost to talk to a human?
    Can it talk to a person?
    Is there an operator API?
    Can a human take over my bot's chat at any time?
    Can I have a human answer first and the AI later?
    set "human" as handoff keyword
    How do I connect to support for WebSocket?
    I want my users to talk to a human
    Is the agent's name shown to visitors?
    human readable error messages
    We would like human-like answers
    How does the human handoff work?
    Can I contact support by email?
    How do I set up support for several languages?
    I have to talk to my manager first
    hello
    thanks, that helped!
    The team is great
    How do I connect Telegram to my project?
    Does the widget let people talk to an agent?
    Which plan has human support?`),
  de: lines(`
    ist der Operator ein Mensch?
    Wie füge ich einen Mitarbeiter hinzu?
    Ich möchte nicht mit einem Menschen sprechen
    Unterstützt ihr Slack?
    Können Besucher mit einem Menschen sprechen?
    Mein Agent ist abgestürzt
    Was passiert, wenn ein Kunde mit einem Mitarbeiter sprechen will?
    Wie viele Operatoren sind im Preis enthalten?
    Ich brauche keinen Menschen
    Mensch, das geht nicht!
    Kann der Bot an einen Menschen übergeben?
    Ich möchte mit der API sprechen`),
  fr: lines(`
    Comment ajouter un opérateur ?
    Je ne veux pas parler à un humain
    Est-ce que l'agent est gratuit ?
    Mes visiteurs peuvent-ils parler à un humain ?
    Le support de Slack est-il prévu ?
    Comment inviter un agent dans mon équipe ?
    Êtes-vous un humain ?`),
  es: lines(`
    ¿Cómo añado un agente?
    No quiero hablar con una persona
    ¿Mis clientes pueden hablar con un agente?
    ¿Eres una persona?
    ¿Tiene soporte para Slack?
    Mi agente no responde
    ¿Cuántos operadores puedo tener?`),
  it: lines(`
    Come aggiungo un operatore?
    Non voglio parlare con un operatore
    I miei clienti possono parlare con un operatore?
    Sei un umano?
    Supportate Slack?
    Quanti operatori posso avere?`),
  pt: lines(`
    Como adiciono um atendente?
    Não quero falar com um atendente
    Meus clientes podem falar com um atendente?
    Você é uma pessoa?
    Tem suporte para Slack?
    Quantos operadores posso ter?`),
  nl: lines(`
    Hoe voeg ik een medewerker toe?
    Ik wil niet met een mens praten
    Kunnen bezoekers met een medewerker praten?
    Ben je een mens?
    Ondersteunen jullie Slack?
    Wat gebeurt er als een klant een mens wil spreken?`),
  pl: lines(`
    Jak dodać operatora?
    Nie chcę rozmawiać z człowiekiem
    Czy klienci mogą rozmawiać z konsultantem?
    Czy jesteś człowiekiem?
    Czy wspieracie Slack?
    Ilu agentów mogę mieć?`),
  tr: lines(`
    Nasıl operatör eklerim?
    İnsanla konuşmak istemiyorum
    Ziyaretçiler bir insanla konuşabilir mi?
    Sen insan mısın?
    Slack desteği var mı?
    Kaç temsilci ekleyebilirim?`),
  ru: lines(`
    Как добавить оператора?
    Я не хочу говорить с человеком
    Могут ли посетители поговорить с человеком?
    Ты человек?
    Есть ли поддержка Slack?
    Сколько операторов можно подключить?`),
  uk: lines(`
    Як додати оператора?
    Я не хочу говорити з людиною
    Чи можуть відвідувачі поговорити з людиною?
    Ти людина?
    Чи є підтримка Slack?
    Скільки операторів можна додати?`),
  zh: lines(`
    怎么添加客服？
    不用转人工
    访客可以转人工吗？
    客服看不到消息
    转人工功能怎么用？
    如何设置转人工？
    你是真人吗？
    昨天和客服聊过了
    支持Slack吗？
    人工智能是怎么工作的？
    客服工作时间是什么时候？`),
  ja: lines(`
    オペレーターを追加するには？
    人間と話したくないです
    訪問者は人間と話せますか？
    あなたは人間ですか？
    オペレーターと話しました
    Slackはサポートされていますか？
    オペレーターは何人まで登録できますか？`),
  ko: lines(`
    상담원을 어떻게 추가하나요?
    사람과 이야기하고 싶지 않아요
    방문자가 상담원과 이야기할 수 있나요?
    상담원 연결 기능은 어떻게 작동하나요?
    당신은 사람인가요?
    Slack을 지원하나요?
    상담원은 몇 명까지 추가할 수 있나요?`),
  ar: lines(`
    كيف أضيف موظفًا؟
    لا أريد التحدث مع شخص
    هل يمكن للزوار التحدث مع موظف؟
    هل أنت إنسان؟
    هل تدعمون Slack؟
    كم عدد الموظفين المسموح بهم؟`),
  sv: lines(`
    Hur lägger jag till en operatör?
    Jag vill inte prata med en människa
    Kan besökare prata med en människa?
    Är du en människa?
    Stöder ni Slack?
    Hur många operatörer ingår?`),
}

describe.each(Object.entries(NO))('in %s', (_, sentences) => {
  it.each(sentences)('hears no wish for a person: %s', sentence => {
    for (const said of [
      sentence,
      sentence.toUpperCase(),
      sentence.normalize('NFD'),
      `Hi! ${sentence}\nThanks`,
    ])
      expect(wantsPerson(said), said).toBe(false)
  })
})

it('is tried on many sentences of each language', () => {
  expect(Object.keys(NO)).toHaveLength(16)
  expect(Object.values(NO).flat().length).toBeGreaterThanOrEqual(120)
})
