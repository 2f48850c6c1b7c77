/** Words that say nothing of what is asked, in a few languages, without case and accents. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about after all also made make makes own am an and any are as at be been being but by can cant could did do does doesnt dont each else
  for from get gets give got had has have having hello help her here hi him his how i id if im in into is isnt it its ive
  just know let like many may me might more most much my need no not of off on one only or other our out over please
  possible put say should show so some somehow something still such tell than thank thanks that thats the their them
  then there these they thing things this those to too up us use used using very want was way we well were what whats
  again already always goes going happen happens mean means real really still try work works working wants
  when where which while who whom whose why will with would you your yours
  aber alle als am an auch auf aus bei bin bis bitte da das dass dem den der des die du ein eine einem einen einer es
  euch fur gibt hallo habe haben hat ich ihr im in ist ja kann kannst man mein mich mir mit muss nach nicht noch oder
  sich sie sind so und uns von wann warum was wer wie wird wir wo zu zum zur
  a au aux avec ce cela ces cette comment dans de des du elle en est et il ils je la le les leur ma me mes mon nous on
  ou par pas pour quand que quel quelle qui se sont sur un une vous y
  al como con cual cuando de del donde el ella en es esta este hay la las lo los me mi muy no para pero por puedo que
  se si sin su sus un una y ya`
    .split(/\s+/)
    .filter(word => word !== ''),
)
