import type { PersonAsks } from './wants-person.ts'

const EN_PERSON = `(?:(?:an?|the|some|any|your|one of your|one of the|actual|real|live|living|human|another|customer|technical|tech|sales|support|service) ){0,4}(?:hum[aei]n|humans|hooman|human being|person|peron|persons|real people|actual people|agents?|agnet|representatives?|representitive|reps?|operators?|operater|advis[oe]rs?|employees?|staff|staff member|team|team members?|manager|supervisor|someone|somebody|anyone|anybody|some one|support|helpdesk|help desk|customer service|customer care|customer support|sales|specialist|expert|consultant|technician)`
const EN_HUMAN = `(?:(?:an?|some|any|actual|real|live|living|human|support|service|customer service) ){0,3}(?:hum[aei]n|hooman|human being|person|peron|someone|somebody|agent|agnet|operator|operater|representative|representitive|rep|advis[oe]r|supervisor|manager|staff member|employee)`
const EN_TALK =
  '(?:talk|speak|speek|speack|chat|tlak|takl|get through|be connected|be transferred|be put through|switch|get connected|get in touch|have a word)(?: directly| live| now)? (?:to|with|2|too)'
const EN_END =
  '(?= $| (?:please|pls|now|instead|right now|asap|here|immediately|today|not an?|to (?:talk|speak|chat|help|call|contact|answer|assist|look|respond)|who can (?:help|answer)|on the (?:phone|line)|from (?:your|the|support)) )'

const ENGLISH: PersonAsks = {
  alone: [
    '(?:(?:an?|real|live|actual|human|support|customer service|customer support|living|need|want|get|no bot) ){0,4}(?:hum[aei]n|humans|hooman|human being|person|peron|agent|agnet|operator|operater|representative|representitive|rep|advis[oe]r|staff member|employee|customer service|customer support|customer care|human support|human help|live support|supervisor|manager)(?: help| support| assistance)?',
    '(?:contact|call) (?:your |the |customer |technical )?(?:support|support team|team|customer service)',
    `(?:transfer|connect|escalate|hand over|handover|handoff|hand off|switch|forward)(?: to| with) ${EN_PERSON}`,
  ],
  within: [
    `${EN_TALK} ${EN_PERSON}`,
    `(?:connect|transfer|put|forward|redirect|hand|pass|switch|refer|escalate|direct|bring|route|take) (?:me|us|this|it|my (?:chat|case|issue|question))(?: over| through| on| back)? (?:to|with) ${EN_PERSON}`,
    `(?:get|give|find|send|fetch|bring|call) (?:me|us) (?:your )?${EN_HUMAN}${EN_END}`,
    '(?:can|could) an? (?:(?:real|actual|live) )?(?:human|person) (?:please )?(?:look at|look into|check|handle) (?:this|my)(?= )',
    `(?:need|want|wanna have|prefer|demand|would like|id like|would love|request|looking for|ask for|asking for) ${EN_HUMAN}${EN_END}`,
    `(?:need|want|prefer|would like|id like|get) (?:some |a )?(?:human|real human|live human) (?:support|help|assistance|contact|response|answer|interaction)${EN_END}`,
    '(?:can|could|will|would) (?:an?|some|any) (?:real |live |actual |human )?(?:human|person|agent|operator|representative) (?:please )?(?:help|call|contact|assist|answer|talk to|talk with|speak to|speak with|reply to|get back to|message|email) (?:me|us)',
    '(?:can|could) (?:someone|somebody|anyone) from (?:your|the) (?:team|support|company|sales|support team)',
    'is there (?:an?|any) (?:real |live |actual |human )?(?:human|person|agent|operator|representative|human being) (?:here|there|available|around|online)(?= $)',
    'is (?:anyone|anybody|someone|somebody) (?:there |here )?(?:i|we) (?:can|could) (?:talk|speak|chat)',
    'is there (?:an?|any|someone|somebody|anyone|anybody)(?: real| live| actual| human)?(?: human| person| agent| operator)?(?: there| here)? (?:i|we) (?:can|could) (?:talk|speak|chat)',
    '(?:i|we|to) contact (?:your |the |customer |technical )?(?:support|support team|team|customer service)(?= $)',
    '(?:dont|do not|not) (?:want|wanna|like)(?: to)? (?:talk|speak|chat|talking|speaking|chatting) (?:to|with) (?:an? |this |the |some |your )?(?:bot|robot|machine|ai|chatbot|computer)',
  ],
  unless: [
    'visitors|users|clients|guests|customers(?! (?:service|support|care))|people (?:who|can|to|want)|they|them|everyone',
    '(?<! as | am | im )(?:an?|the|my|each|every|if|when|our) (?:visitor|user|client|guest|customer(?! (?:service|support|care|success|rep|agent)))',
    '(?:transfer|assign|forward|route|move) (?:an?|each|every|any) (?:chat|conversation)|(?:someone|somebody|anyone) (?:wants|asks|writes|says|needs|types)',
    `(?:the|your|this|my|our|an?) (?:[^ ]+ )?(?:bot|ai|assistant|model|chatbot|widget|app|plugin|library|agents?|operators?|team|colleagues?|process|script|server|code) (?:to |can |will |should |must |could )?${EN_TALK} [^ ]+`,
    `(?:it|agents|operators|bots|you) (?:to |can |will |should |must |could )?${EN_TALK} [^ ]+`,
    `(?:(?<! you )dont|(?<! you )do not|doesnt|didnt|never|no need|without|(?<! can )not|no longer|instead of|wouldnt|avoid|hate) (?:(?:really|even|ever|actually|want|wanna|wanting|need|have|having|like|wish|to|be|think|i|currently|yet|just|get|connect|transfer|give|send|put|me|through|talking|speaking) ){0,6}(?:${EN_TALK} |to |with )?${EN_PERSON}`,
    'how (?:(?:do|can|would|should|could|to|did) )?(?:(?:i|we|you) )?(?:add|invite|set|enable|disable|configure|make|let|build|create|hide|show|change|turn|remove|test|tell|stop|prevent|customi[sz]e|implement|assign|notify)',
    'what (?:happens|if|does|is|are|triggers|counts)|how (?:much|many|often|fast|does|is|are|long does)|which (?:plans?|tiers?|keywords?|words?|phrases?)',
    'does (?:the|your|this|pocketping|it|an?|my)|do (?:i|we) (?:need|have) to|(?:must|should) (?:i|we)',
    '(?:agents?|operators?|humans?|person|support|team|sales|representative|rep|someone) (?:api|apis|sdk|process|server|endpoint|port|socket|bots?|token|role|id|inbox|button|link|option|feature|setting|mode|channel|name|avatar|count|limit|seats?|app|console|dashboard|hours|page|widget|plugin|table|column|field|object|type|handoff|takeover|like|readable|in the loop|elses|else in my)',
    'button (?:to|that|for|which)|thanks? (?:you )?for|(?:was|were) (?:[^ ]+ )?(?:nice|good|great|able|easy|happy|glad)|yesterday|last (?:time|week|month|year)|used to|(?:someone|somebody|person|team|support) (?:in|at|on|from) (?:my|our)',
  ],
}

const DE_PERSON =
  '(?:(?:mit|an|zu|zum|zur|von|einem|einer|einen|eine|ein|nem|ner|nen|dem|den|der|die|das|ihrem|eurem|ihren|euren|echten|echter|echte|echtem|richtigen|richtiger|richtige|realen|realer|lebenden|menschlichen|menschlicher|vom|aus) ){0,4}(?:menschen?|mensch|person|mitarbeiter(?:in)?s?|mitarbeitern|berater(?:in)?|kundenberater(?:in)?|kundenservice|kundendienst|kundenbetreuer(?:in)?|support|supportmitarbeiter(?:in)?|support team|supportteam|operator|agent(?:en)?|ansprechpartner(?:in)?|jemand(?:em|en)?|team|kollegen|kollegin|vorgesetzten|sachbearbeiter(?:in)?|servicemitarbeiter(?:in)?)'
const DE_HUMAN =
  '(?:(?:einem|einer|einen|eine|ein|nen|ner|echten|echter|echte|richtigen|richtige|realen|lebenden|menschlichen) ){0,3}(?:menschen?|person|mitarbeiter(?:in)?|berater(?:in)?|kundenberater(?:in)?|operator|agent(?:en)?|ansprechpartner(?:in)?|supportmitarbeiter(?:in)?)'

const GERMAN: PersonAsks = {
  alone: [
    `${DE_HUMAN}`,
    'kundenservice|kundendienst|menschliche hilfe|echter mensch|richtiger mensch|echter mitarbeiter',
    `(?:mit|zu|zum|zur|an) ${DE_PERSON}(?: (?:sprechen|reden|verbinden|chatten|weiterleiten))?`,
  ],
  within: [
    `mit ${DE_PERSON} (?:(?:direkt|persönlich|bei|von|aus|ihnen|euch|ihrem|eurem|team|support|hier|mal|über|meine|meiner|bestellung|das|den|live|[^ ]+) ){0,5}(?:sprechen|reden|chatten|schreiben|telefonieren|unterhalten|verbinden|verbunden|kommunizieren|quatschen)`,
    `(?:sprechen|reden|chatten|verbinden sie mich|verbinde mich|verbindet mich|spreche|rede) (?:bitte )?mit ${DE_PERSON}`,
    `(?:leiten sie mich|leite mich|leitet mich|stellen sie mich|stell mich|geben sie mich|gib mich) (?:bitte )?(?:an|zu|zum|zur|weiter an) ${DE_PERSON}`,
    `(?:kontakt|weiterleitung|verbindung) (?:zu|an|mit|zum|zur) ${DE_PERSON}`,
    `an ${DE_PERSON} (?:weiterleiten|weitergeleitet|weiterverbinden|übergeben)`,
    `(?:brauche|möchte|moechte|will|hätte gerne?|haette gerne?|bevorzuge|verlange|wünsche|gib mir|geben sie mir|suche) (?:bitte |jetzt |gerne |lieber )?${DE_HUMAN}(?= $| (?:bitte|sprechen|jetzt|der mir|die mir|und keinen|statt|keinen|haben) )`,
    '(?:echter |richtiger |ein )?mensch bitte',
    '(?:einen|eine|nen|ne) (?:(?:echten|echte|richtigen|richtige|realen|menschlichen) )?(?:menschen|person|mitarbeiter(?:in)?|berater(?:in)?) sprechen',
    '(?:kann|könnte) (?:mir|uns) (?:bitte |mal )?(?:ein |eine )?(?:echter |richtiger |echte )?(?:mensch|person) (?:helfen|antworten)',
    `(?:hilfe|unterstützung|antwort) (?:von|durch) ${DE_HUMAN}`,
    `(?:kann|könnte) (?:mir|uns|mich) (?:bitte |mal )?(?:${DE_HUMAN}|jemand (?:vom|aus dem|von ihrem) (?:team|support)) (?:helfen|anrufen|antworten|kontaktieren)`,
    '(?:mag|möchte|moechte|will) nicht mit (?:(?:einem|einer|dem|der|nem|diesem) )?(?:bot|roboter|maschine|ki|chatbot|computer) (?:sprechen|reden|chatten|schreiben)',
  ],
  unless: [
    'besuchern?|besucherin(?:nen)?|(?<! bin | als )kunde|kunden(?! ?(?:service|dienst|support|berater))|nutzern?|benutzern?|anwendern?|gäste|user|leute',
    `(?:nicht|nie|keinen|keine|kein|ohne|niemals) (?:(?:unbedingt|wirklich|gerne|jetzt) )?(?:mit )?${DE_HUMAN}|kann (?:der|die|das|ein|eine) (?:bot|ki|chatbot|agent|operator|widget)`,
    `mit ${DE_PERSON} nicht|(?:wie|wo) (?:kann|soll|füge|lade|richte|stelle|konfiguriere|aktiviere|lege)(?: ich| wir)? (?:[^ ]+ ){0,6}(?:hinzu|einladen|ein|einrichten|einstellen|konfigurieren|hinzufügen|anlegen|aktivieren|zuweisen)|was passiert|wie (?:lange|viele|viel|oft|schnell)|(?:muss|sollte|soll) ich|ab wann|warum (?:spricht|muss)`,
    '(?:mein|meine|meinem|unser|unserem) (?:agent|operator|bot|mitarbeiter|team|support|kollege)|mit (?:meinen|meinem|unseren|unserem) [^ ]+|gestern|danke dass|(?:knopf|button|schaltfläche|schlüsselwort)',
  ],
}

const FR_PERSON =
  '(?:(?:un|une|le|la|les|des|de|du|votre|vos|lun|dun|vrai|vraie|veritable|autre|service|equipe) ){0,4}(?:humain|humaine|etre humain|personne|personne reelle|vraie personne|conseiller|conseillere|agent|lagent|operateur|loperateur|operatrice|quelquun|quelqun|quelqu un|qqn|representant|employe|collaborateur|technicien|responsable|support|support technique|service client|service clients|service clientele|sav|lequipe|equipe|commercial|assistance|lassistance)(?: humain| humaine| reel| reelle)?'
const FR_HUMAN =
  '(?:(?:un|une|le|vrai|vraie|veritable) ){0,3}(?:humain|humaine|etre humain|personne|conseiller|conseillere|agent|operateur|operatrice|representant|quelquun)(?: humain| humaine| reel| reelle)?'

const FRENCH: PersonAsks = {
  alone: [`${FR_HUMAN}`, 'service clients?|conseiller client|aide humaine|assistance humaine'],
  within: [
    `(?:parler|parle|discuter|echanger|communiquer|dialoguer|causer|chatter|tchatter|mentretenir|tchater)(?: directement| en direct)? (?:a|au|aux|avec) ${FR_PERSON}`,
    `(?:passez|passe|mettez|mets|transferez|transfere|dirigez|redirigez|connectez|orientez)(?: ?moi)?(?: en (?:relation|contact|communication|ligne))? (?:a|au|vers|avec)? ?${FR_PERSON}`,
    `(?:me|nous|mettre|etre) (?:mettre|passer|transferer|connecter|rediriger|mis|mise|mettre)? ?(?:en (?:relation|contact|communication) )?(?:avec|vers|a|au) ${FR_PERSON}`,
    `(?:me passer|me donner|donnez ?moi|donne ?moi|je veux|je voudrais|jaimerais|besoin d|besoin de|je souhaite|je prefere|je demande|il me faut|jai besoin dun|jai besoin dune|passez ?moi|besoin dun|besoin dune) ?${FR_HUMAN}(?= $| (?:svp|sil|pas|pour maider|maintenant|et pas) )`,
    `(?:contacter|joindre) (?:(?:le|votre|la|un|une) )?(?:support|service client|conseiller|conseillere|equipe|humain|lequipe)(?= $)`,
    `(?:je ne veux pas|je veux pas|marre de|refuse de) parler (?:a|avec) (?:un |une |ce |cette |votre )?(?:robot|bot|machine|ia|chatbot|ordinateur)`,
    `est ce quun (?:humain|conseiller|agent|operateur) peut (?:maider|me repondre|mappeler|me rappeler)|est ?ce qu un (?:humain|conseiller) peut`,
    `(?:ya|y a|il y a)(?: t il)? (?:un humain|quelquun) (?:a qui|avec qui) (?:parler|je)`,
  ],
  unless: [
    'visiteurs?|clients(?! $)|mes clients|utilisateurs?|internautes?|les gens|un client',
    `(?:ne|veux|souhaite|voudrais|besoin) (?:[^ ]+ )?pas (?:(?:besoin|de|a|envie|forcement|dun|dune) ){0,3}(?:(?:parler|discuter|echanger) (?:a|avec|au) )?${FR_PERSON}|pas (?:besoin )?(?:de |d)?parler (?:a|avec) ${FR_PERSON}|sans parler|pas besoin`,
    'comment (?:ajouter|inviter|configurer|activer|desactiver|creer|faire pour ajouter|puis ?je ajouter|changer)|que se passe|quest ce qui|combien|mon (?:agent|operateur|bot|equipe)|mes (?:agents|operateurs)|dois ?je|faut il|hier|bouton|merci de mavoir|le bot (?:peut|doit|va)|lia (?:peut|doit|va)',
  ],
}

const SV_PERSON =
  '(?:(?:en|ett|någon|er|era|riktig|verklig|äkta|levande|mänsklig|annan|av|i) ){0,4}(?:människa|människor|person|handläggare|medarbetare|agent|operatör|rådgivare|kundtjänst|kundservice|kundsupport|support|supporten|någon|nån|representant|chef|team|teamet|personal|anställd)'
const SWEDISH: PersonAsks = {
  alone: [
    '(?:(?:en|riktig|verklig|mänsklig|levande) ){0,3}(?:människa|person|operatör|handläggare|kundtjänst|kundservice|medarbetare|agent|representant)',
  ],
  within: [
    `(?:prata|tala|snacka|chatta|pratar|kommunicera)(?: direkt)? med ${SV_PERSON}`,
    `(?:koppla|kopplas|koppla mig|flytta mig|skicka mig|bli kopplad|överför mig|slussa mig)(?: vidare)?(?: till| med) ${SV_PERSON}`,
    `(?:vill ha|behöver|ge mig|hämta|önskar|skulle vilja ha) (?:(?:en|riktig|mänsklig|levande|verklig) ){0,3}(?:människa|person|operatör|handläggare|medarbetare|agent|mänsklig hjälp|mänsklig support)(?= $| (?:tack|nu|inte|som kan) )`,
    'kan en (?:människa|riktig person|medarbetare|person) (?:hjälpa|svara|ringa|kontakta) (?:mig|oss)',
    'vill inte (?:prata|chatta|snacka) med (?:en |er |den här )?(?:bot|robot|maskin|ai|dator|chatbot)',
    '(?:kontakta|nå) (?:er )?(?:kundtjänst|kundservice|supporten)(?= $)',
  ],
  unless: [
    'besökare|besökarna|kunder|kunderna|användare|användarna|kunden|besökaren',
    `(?:inte|aldrig|slippa|utan att) (?:(?:prata|tala|chatta|snacka|ha|kopplas|behöva) ){0,3}(?:med |till )?${SV_PERSON}`,
    'hur (?:lägger|bjuder|ställer|skapar|aktiverar|lång|många|mycket)|vad händer|måste jag|igår|knappen|mina? (?:agent|operatör|bot|team|kollega)|kan (?:boten|ai|agenten)',
  ],
}

const NL_PERSON =
  '(?:(?:een|de|het|n|jullie|uw|iemand|echt|echte|levend|levende|menselijke|menselijk|andere|van) ){0,4}(?:mens|persoon|medewerker|medewerkster|agent|operator|adviseur|iemand|klantenservice|helpdesk|support|supportteam|vertegenwoordiger|team|collega|manager|klantendienst)'
const DUTCH: PersonAsks = {
  alone: [
    '(?:(?:een|echt|echte|menselijke|levend) ){0,3}(?:mens|persoon|medewerker|operator|klantenservice|agent|adviseur|menselijke hulp)',
  ],
  within: [
    `met ${NL_PERSON} (?:[^ ]+ ){0,3}(?:spreken|praten|chatten|bellen|kletsen|verbinden|doorverbinden|verbonden)`,
    `(?:praten|spreken|chatten|spreek|praat|verbind|verbinden|verbind me|verbind mij|verbindt u mij|doorverbinden|schakel me door|zet me door|verbonden worden)(?: door)? (?:met|naar|tot) ${NL_PERSON}`,
    `(?:spreek|spreken|praat) ik (?:met )?${NL_PERSON}`,
    `${NL_PERSON} (?:spreken|aan de lijn)(?= $)`,
    '(?:wil|wil graag|heb|nodig|geef me|geef mij|zoek|liever) (?:graag )?(?:(?:een|echt|echte|menselijke|levend) ){0,3}(?:mens|persoon|medewerker|operator|agent|adviseur)(?: nodig| spreken| hebben)?(?= $| (?:nu|alstublieft|aub|geen|en geen|die me) )',
    'kan een (?:mens|medewerker|echt persoon|echt mens|persoon) (?:me|mij|ons) (?:helpen|bellen|antwoorden)',
    'wil niet met (?:een |deze |jullie |de )?(?:bot|robot|machine|computer|ai|chatbot) (?:praten|chatten|spreken)',
  ],
  unless: [
    'bezoekers?|klanten|gebruikers?|mijn klant|een klant',
    `(?:niet|geen|nooit|zonder) (?:(?:graag|echt|per se) )?(?:met )?${NL_PERSON}`,
    'hoe (?:voeg|nodig|stel|maak|schakel|lang|veel|kan ik [^ ]+ (?:toevoegen|uitnodigen|instellen))|wat gebeurt|moet ik|gisteren|knop|mijn (?:agent|operator|bot|team|collega)|met (?:mijn|onze) [^ ]+|kan (?:de|het|een) (?:bot|ai|widget|chatbot)|bedankt dat',
  ],
}

/** English, German, French, Swedish and Dutch. */
export const WESTERN_ASKS: readonly PersonAsks[] = [ENGLISH, GERMAN, FRENCH, SWEDISH, DUTCH]
