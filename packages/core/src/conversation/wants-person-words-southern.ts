import type { PersonAsks } from './wants-person.ts'

const ES_PERSON =
  '(?:(?:un|una|el|la|los|algun|alguna|su|vuestro|de|del|verdadero|verdadera|otra|otro|tu|servicio|equipo) ){0,4}(?:humano|humana|ser humano|persona|alguien|agente|operador|operadora|asesor|asesora|representante|empleado|ejecutivo|ejecutiva|encargado|supervisor|gerente|soporte|soporte tecnico|atencion al cliente|servicio al cliente|equipo|tecnico|comercial)(?: real| humano| humana| de verdad| en vivo)?'
const ES_HUMAN =
  '(?:(?:un|una|algun|verdadero|verdadera) ){0,3}(?:humano|ser humano|persona|agente|operador|operadora|asesor|asesora|representante)(?: real| humano| humana| de verdad| en vivo)?'
const SPANISH: PersonAsks = {
  alone: [ES_HUMAN, 'atencion al cliente|servicio al cliente|atencion humana|ayuda humana'],
  within: [
    `(?:hablar|habla|hablo|hable|chatear|conversar|charlar|comunicarme|contactar|contactarme|platicar|comunicar)(?: directamente)? (?:con|a) ${ES_PERSON}`,
    `(?:pasame|paseme|pasa|pasar|pasarme|pasarias|comunicame|comuniqueme|conectame|conecteme|transfiereme|transfierame|transferirme|conectarme|derivame|derivarme|ponme|pongame|ponerme|pasenme|me pasas|me pasa|me puede pasar|me puedes pasar|me comunica|me comunicas)(?: en contacto)? (?:con|a) ${ES_PERSON}`,
    `(?:quiero|necesito|prefiero|dame|deme|quisiera|busco|exijo|solicito|pido) (?:a )?${ES_HUMAN}(?= $| (?:que me|no|ahora|por|ya|y no|para que me) )`,
    `(?:puede|podria) (?:ayudarme|atenderme|llamarme|contestarme) (?:a )?${ES_HUMAN}|me (?:puede|podria) (?:ayudar|atender|llamar) ${ES_HUMAN}`,
    'que me (?:atienda|ayude|llame|conteste|responda) (?:una? )?(?:persona|humano|agente|alguien|operador)',
    'no quiero (?:hablar|chatear) con (?:un |una |el |este |la )?(?:bot|robot|maquina|ia|chatbot)',
    'hay (?:alguna?|una?) (?:persona|humano)(?: real)? (?:con (?:quien|la que)|que me|disponible)|hay alguien con quien (?:hablar|pueda)',
  ],
  unless: [
    'visitantes?|(?:mis|los|nuestros|sus) clientes|mi cliente|un cliente|usuarios?',
    `no (?:(?:quiero|necesito|hace|falta|quisiera|deseo|me|tengo|que|hay|es|necesario) ){0,4}(?:(?:hablar|chatear|pases|pase|conectes) con |a )?${ES_HUMAN}|sin hablar|no (?:necesito|quiero|hace falta) hablar con ${ES_PERSON}`,
    'como (?:anado|agrego|puedo (?:anadir|agregar|invitar|configurar)|invito|configuro|activo|creo|hago para que)|que pasa (?:si|cuando)|cuant[oa]s?|mi (?:agente|operador|bot|equipo)|tengo que|debo|ayer|boton|(?:el bot|la ia) (?:puede|debe|va)|gracias por',
  ],
}

const IT_PERSON =
  '(?:(?:un|una|uno|il|lo|la|vostro|del|di|dei|vostri|con|vero|vera|reale|altra|servizio|al) ){0,4}(?:umano|essere umano|persona|qualcuno|operatore|operatrice|loperatore|agente|consulente|addetto|assistente umano|rappresentante|responsabile|assistenza|lassistenza|assistenza clienti|servizio clienti|supporto|team|tecnico|dipendente|unoperatore|unoperatrice|unagente|unaddetto)(?: umano| umana| reale| vero| vera| in carne e ossa)?'
const IT_HUMAN =
  '(?:(?:un|una|vero|vera) ){0,3}(?:umano|essere umano|persona|operatore|operatrice|unoperatrice|agente|unagente|consulente|addetto)(?: umano| umana| reale| vero| vera)?'
const ITALIAN: PersonAsks = {
  alone: [IT_HUMAN, 'servizio clienti|assistenza clienti|assistenza umana|aiuto umano'],
  within: [
    `(?:parlare|parlo|parla|chattare|comunicare|discutere|conversare|mettermi in contatto|interagire|contatto|sentire)(?: direttamente)? (?:con|a) ${IT_PERSON}`,
    `(?:passami|mi passi|mi passa|passatemi|passarmi|mi puoi passare|mi può passare|collegami|mi colleghi|mettimi in contatto con|mettetemi in contatto con|trasferiscimi|mi trasferisca|trasferirmi|mettermi in contatto con)(?: a| ad| con)? ?${IT_PERSON}`,
    `(?:voglio|vorrei|ho bisogno di|mi serve|preferisco|preferirei|dammi|cerco|chiedo|desidero) ${IT_HUMAN}(?= $| (?:che mi|non|ora|subito|per favore|e non) )`,
    'può (?:aiutarmi|rispondermi|chiamarmi) (?:una persona|un umano|un operatore)|non voglio parlare con (?:un |una |il |la |questo )?(?:bot|robot|macchina|ia|chatbot)',
    'cè (?:un operatore|una persona|un umano)(?: reale)? (?:disponibile|con cui)|cè qualcuno con cui (?:parlare|posso)|contattare (?:lassistenza|il servizio clienti|il supporto)(?= $)',
  ],
  unless: [
    'visitator[ei]|(?:miei|i|nostri|dei) clienti|un cliente|mio cliente|utent[ei]',
    `non (?:(?:voglio|vorrei|ho|bisogno|di|mi|serve|devo|desidero|è|necessario) ){0,4}(?:(?:parlare|chattare) con )?${IT_HUMAN}|senza parlare|non (?:voglio|serve|ho bisogno di) parlare con ${IT_PERSON}`,
    'come (?:aggiungo|faccio ad? aggiungere|posso aggiungere|invito|configuro|attivo|creo|si aggiunge)|cosa succede|quant[oaie]|(?:mio|mia) (?:agente|operatore|bot|team)|devo|ieri|pulsante|(?:il bot|lia) (?:può|deve)|grazie per',
  ],
}

const PT_PERSON =
  '(?:(?:um|uma|o|a|os|algum|alguma|seu|sua|de|do|da|verdadeiro|outra|com|servico|equipe) ){0,4}(?:humano|humana|ser humano|pessoa|alguem|atendente|agente|operador|operadora|representante|consultor|funcionario|gerente|supervisor|suporte|suporte tecnico|atendimento|atendimento ao cliente|apoio ao cliente|equipe|equipa|tecnico|assistente humano|colaborador|vendedor)(?: real| humano| humana| de verdade)?'
const PT_HUMAN =
  '(?:(?:um|uma|algum) ){0,3}(?:humano|ser humano|pessoa|atendente|agente|operador|operadora|representante|assistente humano)(?: real| humano| humana| de verdade)?'
const PORTUGUESE: PersonAsks = {
  alone: [PT_HUMAN, 'atendimento humano|atendimento ao cliente|apoio ao cliente|ajuda humana'],
  within: [
    `(?:falar|falo|fala|fale|conversar|converso|comunicar|entrar em contato|entrar em contacto|contactar|papear)(?: diretamente)? (?:com|a) ${PT_PERSON}`,
    `(?:me passa|me passe|passe me|passa me|passar me|me transfere|me transfira|transfira me|transferir|transferir me|me conecta|me conecte|me coloca|ligue me|me encaminhe|me encaminha|conectar me|me transferir|me passar|me conectar|encaminhar)(?: em contato)? (?:com|para|pra|a|ao|pro) ${PT_PERSON}`,
    `(?:quero|preciso|preciso de|prefiro|gostaria de|queria|exijo|solicito|me da|chama|chame|quero um) ${PT_HUMAN}(?= $| (?:que me|nao|agora|por|ja|e nao|pra me) )`,
    'ser atendid[oa] por (?:um |uma )?(?:humano|pessoa|atendente|alguem)',
    'quero (?:um )?atendimento humano|preciso de atendimento humano|nao quero (?:falar|conversar) com (?:um |uma |o |a |esse |este )?(?:bot|robo|maquina|ia|robot|chatbot)',
    'pode (?:um humano|uma pessoa|um atendente)(?: real)? me (?:ajudar|atender|ligar)|tem (?:algum humano|alguma pessoa|alguem|algum atendente) (?:com quem|disponivel|que possa me|pra falar)',
  ],
  unless: [
    'visitantes?|(?:meus|os|nossos|seus) clientes|um cliente|meu cliente|usuarios?|utilizador(?:es)?',
    `nao (?:(?:quero|preciso|de|gostaria|me|e|necessario|desejo|tenho|que) ){0,4}(?:(?:falar|conversar) com )?${PT_HUMAN}|sem falar|nao (?:preciso|quero) falar com ${PT_PERSON}`,
    'como (?:adiciono|posso adicionar|convido|configuro|ativo|crio|faco para adicionar|faco pra adicionar|adicionar)|o que acontece|quant[oa]s?|(?:meu|minha) (?:agente|operador|bot|equipe|equipa)|tenho que|devo|ontem|botao|(?:o bot|a ia) (?:pode|deve)|obrigad[oa] por',
  ],
}

const PL_PERSON =
  '(?:(?:z|ze|do|od|z kims|zywym|zywego|prawdziwym|prawdziwego|prawdziwa|realna|waszym|kims|jakims|zywa|inna|inną|waszego) ){0,3}(?:czlowiekiem|czlowieka|osoba|osoby|konsultantem|konsultanta|konsultantka|konsultantki|pracownikiem|pracownika|agentem|agenta|operatorem|operatora|doradca|doradcy|kims|kimkolwiek|przedstawicielem|przedstawiciela|obsluga klienta|obslugi klienta|biurem obslugi|dzialem wsparcia|wsparciem|supportem|zespolem|kierownikiem|menedzerem)'
const POLISH: PersonAsks = {
  alone: [
    '(?:(?:zywy|prawdziwy|zywa|prawdziwa) )?(?:czlowiek|konsultant|konsultantka|operator|pracownik|agent|doradca)|obsługa klienta|żywego człowieka|konsultanta|człowieka|do konsultanta|(?:połącz|przełącz) (?:z|do|na) (?:konsultantem|człowiekiem|konsultanta|człowieka)',
  ],
  within: [
    `(?:rozmawiać|porozmawiać|pogadać|gadać|czatować|popisać|pisać|rozmowa|rozmowę|rozmowy|mówić|skontaktować się|kontakt|kontaktu) (?:bezpośrednio )?(?:z|ze) ${PL_PERSON}`,
    `(?:z|ze) ${PL_PERSON} (?:porozmawiać|rozmawiać|pogadać)`,
    `(?:połącz|połączyć|proszę połączyć|proszę o połączenie|połączcie|przełącz|przełączyć|przekieruj|skontaktuj|połączenie)(?: mnie)? (?:z|ze|do|na) ${PL_PERSON}`,
    '(?:chcę|potrzebuję|poproszę|proszę o|wolę|żądam|dajcie mi|daj mi|wezwij|zawołaj) (?:(?:żywego|prawdziwego|jakiegoś) )?(?:człowieka|konsultanta|operatora|agenta|pracownika|doradcę)(?= $| (?:który|nie|teraz|a nie) )',
    'nie chcę (?:rozmawiać|gadać|pisać) z (?:botem|robotem|maszyną|ai|automatem|tym botem|chatbotem)|czy może mi pomóc (?:człowiek|konsultant)|pomoc człowieka',
  ],
  unless: [
    'odwiedzając[yae][^ ]*|klienci|klientów|klientom|użytkowni[^ ]+|mój klient|gości(?:e|om)?',
    `nie (?:(?:chcę|potrzebuję|muszę|musze) ){1,2}(?:(?:rozmawiać|gadać|porozmawiać) )?(?:(?:z|ze) )?(?:(?:żywym|żywego) )?(?:${PL_PERSON})|bez rozmowy|nie łącz`,
    'jak (?:dodać|dodam|zaprosić|skonfigurować|włączyć|ustawić|stworzyć|długo)|co się (?:stanie|dzieje)|ile|(?:mój|moim|swoim|naszym) (?:agent[^ ]*|operator[^ ]*|bot[^ ]*|zespo[^ ]*)|czy muszę|wczoraj|przycisk|czy (?:bot|ai) (?:może|musi)|dzięki za|dziękuję za',
  ],
}

const TR_PERSON =
  '(?:(?:bir|gerçek|canlı|yetkili|sizin|müşteri|bi) ){0,3}(?:insanla|insan ile|kişiyle|kişi ile|temsilciyle|temsilci ile|temsilcisiyle|temsilcisi ile|yetkiliyle|yetkili ile|biriyle|birisiyle|biri ile|operatörle|operatör ile|danışmanla|danışman ile|çalışanla|ekiple|destekle|destek ekibiyle|hizmetleriyle|uzmanla)'
const TR_TO =
  '(?:(?:bir|gerçek|canlı|yetkili|müşteri|bi) ){0,3}(?:insana|kişiye|temsilciye|temsilcisine|yetkiliye|birine|operatöre|danışmana|desteğe|hizmetlerine|çalışana)'
const TURKISH: PersonAsks = {
  alone: [
    '(?:(?:bir|gerçek|canlı) ){0,2}(?:insan|temsilci|operatör|müşteri temsilcisi|kişi|yetkili|müşteri hizmetleri)|canlı destek',
  ],
  within: [
    `${TR_PERSON} (?:(?:doğrudan|hemen|direkt) )?(?:konuş[^ ]*|görüş[^ ]*|yazış[^ ]*|iletişim[^ ]*|bağlantı[^ ]*|sohbet[^ ]*)`,
    `${TR_TO} (?:bağla[^ ]*|aktar[^ ]*|yönlendir[^ ]*|ulaş[^ ]*|bağlan[^ ]*)`,
    '(?:bir |gerçek |canlı ){0,3}(?:insan|temsilci|operatör|yetkili|müşteri temsilcisi) (?:istiyorum|lazım|çağır|çağırın|bağla|bağlayın|isterim|ver|talep ediyorum)',
    '(?:bot|robot|makine|yapay zeka)(?:la|yla)? (?:ile )?konuşmak istemiyorum|gerçek bir insan(?:dan)? yardım',
  ],
  unless: [
    'ziyaretçi[^ ]*|müşteriler[^ ]*|müşterim[^ ]*|kullanıcı[^ ]*|operatörüm[^ ]*|temsilcim[^ ]*|ekibim[^ ]*',
    `(?:${TR_PERSON}) (?:konuşmak|görüşmek) (?:istemiyorum|zorunda|gerekmiyor|gerekli mi)|(?:insan|temsilci) istemiyorum|${TR_TO} bağlama(?:yın)?|gerek yok`,
    'nasıl (?:eklerim|ekleyebilirim|eklenir|davet|kurarım|ayarlarım|yaparım)|ne olur|kaç|ne kadar|dün|düğme[^ ]*|buton[^ ]*|(?:konuştu|görüştü)[^ ]*|bot(?:un)? [^ ]*',
  ],
}

/** Spanish, Italian, Portuguese, Polish and Turkish. */
export const SOUTHERN_ASKS: readonly PersonAsks[] = [SPANISH, ITALIAN, PORTUGUESE, POLISH, TURKISH]
