import { fold } from './fold.ts'

// Words that say nothing of what a text is about, with those that questions to a shop's chat are made of.
const LISTS = {
  en: `a about after again all also am an and any are as ask at be because been before being between both but by can
    cannot could did do does doing don during each few for from get give go got had has have having he hello help her
    here hers hey hi him his how i if in into is it its just know let like ll make many may me might more most much
    must my need no nor not of off on once only or other our out over own please possible re s same she should so some
    such t tell than thank thanks that the their them then there these they thing things this those through to too
    under until up us use using ve very want was way we were what when where which while who whom why will with would
    yes you your yours`,
  de: `ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bitte brauche da
    dabei dadurch dafür damit danke dann darf das dass dazu dein deine dem den denn der des dich die dies diese diesem
    diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer eure fragen für
    geben geht gibt haben habe hallo hat hatte hier hilfe ich ihm ihn ihnen ihr ihre im in ist ja jede jeder jedes jetzt
    kann kannst kein keine keinen können könnte könnten machen man mehr mein meine meinem meinen meiner mich mir mit
    möchte möglich muss müssen nach nein nicht nichts noch nun nur ob oder ohne schon sehr sein seine sich sie sind so
    soll sollte über um und uns unser unsere unter viel viele vom von vor wann war warum was weil welche welcher welches
    wenn wer werde werden wie wieder will wir wird wo wollen würde zu zum zur zwischen`,
  fr: `a à ai aide aider aie aimerais as au aucun aussi aux avec avez avoir avons bien bonjour c ça ce ceci cela ces cet
    cette chez ci comment combien d dans de des dois doit donc du elle elles en encore entre es est et êtes être eu eux
    faire fait faut il ils j je l la le les leur leurs lui m ma mais me même merci mes moi mon n ne nos notre nous on
    ont ou où par pas peut peux plait plaît plus possible pour pourquoi pouvez qu quand que quel quelle quelles quels qui
    quoi s sa salut sans se sera ses si sommes son sont sous suis sur t ta te tes toi ton tous tout toute toutes très tu
    un une va vais veux voudrais vos votre vous y`,
  es: `a al algo alguna alguno algún ante antes aquí así aún ayuda ayudar bien buenas buenos cada como cómo con cual cuál
    cuáles cuando cuándo cuánto cuánta de debe debo del desde donde dónde dos e el él ella ellas ellos en entre era es
    esa ese eso está están estas este esto estos favor fue gracias ha hace hacer hacia han hasta hay hola la las le les
    lo los más me mi mí mis mucho muy nada necesito ni no nos nosotros o os otra otro para pero poco por porque posible
    puede pueden puedo que qué quién quiero se sea ser si sí sin sobre son soy su sus también tan te tener tengo ti
    tiene tienen todo todos tu tú tus un una unas uno unos usted ustedes y ya yo`,
  it: `a ad ai aiuto aiutare al alla alle allo anche avere avete che chi ci ciao come con cosa cui da dal dalla dalle dei
    del della delle dello deve devo di dopo dove e è ed essere fa fare fra gli grazie ha hai hanno ho i il in io l la le
    lei lo loro lui ma me mi mia mie miei mio molto ne negli nei nel nella nelle no noi non nostra nostro o ogni per
    perché però più poi possibile posso potete può qual quale quali quando quanto quanta quella quelle quelli quello
    questa queste questi questo qui se sei senza si sì sia siamo sono sta su sua sue sugli sui sul sulla suo suoi te ti
    tra tu tua tuo tutti tutto un una uno va vi voglio voi vorrei vostra vostro`,
  pt: `a à ajuda ajudar ao aos aquela aquele as às até bom cada com como da das de dela dele depois desde deve devo do dos
    e é ela elas ele eles em entre era es essa esse esta está estão este eu faço fazer foi gostaria há isso isto já la
    lhe mais mas me meu meus minha minhas muito na não nas nem no nos nós nossa nosso num numa o obrigada obrigado olá
    onde os ou para pela pelo pelos pode podem por porque porquê posso possível pra qual quais quando quanto quanta que
    quê quem quero se sem ser seu seus só sobre sua suas também te tem têm tenho ter teu toda todo todos tu tua um uma
    umas uns você vocês vos`,
  nl: `aan al alle alles als ander andere bedankt ben bent bij daar dan dank dat de deze die dit doe doen door dus een
    eens en er ergens geen geven gaat graag had hallo heb hebben hebt heeft hem het hier hij hoe hoeveel hulp hun iets
    ik in is ja je jij jou jouw jullie kan kun kunnen kunt maar maak maken mag me meer met mij mijn moet moeten mogelijk
    na naar niet niets nog nu of om omdat ons onze ook op over te toch toen tot u uit uw van veel voor waar waarom wanneer
    want was wat we wel welk welke werd wie wij wil willen worden wordt zal ze zich zij zijn zo zonder zou zullen`,
} as const

/** Words of a language that say nothing of what a text is about, folded. */
export const STOP_WORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(LISTS).map(([language, list]) => [language, new Set(list.split(/\s+/).map(fold))]),
)

// Dictionary words are short: what nobody asks for, and grammar.
const UNSPACED = `的 了 吗 嗎 呢 吧 啊 我 你 您 他 她 它 们 們 是 在 有 可以 请 請 如何 怎么 怎麼 怎样 什么 什麼 为什么 想 要 会 會 和 与 及 就 也 都 这 這 那 个 個
  は が を に の と で も へ や か から まで より です ます する した して ください どう どの なに 何 どこ いつ です か ある いる こと もの これ それ あれ
  얼마나 어떻게 언제 무엇 뭐 어디 왜 누가 있나요 있습니까 하나요 주세요 합니까 저는 제가 그리고`

/** The same of languages that are written without spaces. */
export const UNSPACED_STOP_WORDS: ReadonlySet<string> = new Set(UNSPACED.split(/\s+/).map(fold))
