/** What Slack lacks of what the suite tests. */
export const without = {
  titles: 'A thread in Slack has no name.',
  replies: 'What is said in a thread in Slack answers the thread.',
  'removing others': 'Slack lets bots remove only what they posted themselves.',
  'closing by hand': 'Slack knows no closed threads.',
}
