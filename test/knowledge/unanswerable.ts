/** What visitors of such a site ask too, and none of its documents says. */
export const UNANSWERABLE: readonly string[] = [
  'How much does the premium plan cost per month?',
  'What is your phone number?',
  'Is there an app for iPhones in the App Store?',
  'Does it integrate with Salesforce?',
  'Which tablets help against a headache?',
  'Do you support WhatsApp Business?',
  'Can I get a refund within thirty days?',
  'Is there a plugin for WordPress?',
  'Are you ISO 27001 certified?',
  'Do you have any job openings in Berlin?',
]
