// Says whether the café is open at this moment, in the visitor's own clock.

const opens = 6 * 60 + 40
const closes = 18 * 60

function greeting(now) {
  const minutes = now.getHours() * 60 + now.getMinutes()
  if (minutes < opens) return 'We open at 6:40. The ovens are already on.'
  if (minutes >= closes) return 'Closed for today. See you at 6:40, with the first ferry.'
  return closes - minutes < 60 ? 'Open for less than an hour: hurry up.' : 'Open now, until 18:00.'
}

const notice = document.querySelector('#open-now')
if (notice) notice.textContent = greeting(new Date())
