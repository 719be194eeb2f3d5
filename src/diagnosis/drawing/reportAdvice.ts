/** What to do, as a part of the report's page: text to paste, in tabs where there are alternatives, and buttons for what one click does. */

import type { Advice, AdviceAction, Recipe } from '../diagnosis.ts'
import { markup, nothing, type Html } from './html.ts'
import type { SpareAdvice } from './reportContent.ts'
import { actionWords, placeOf, spareHeading } from './reportWords.ts'

export function adviceSection(advice: readonly Advice[]): Html {
  if (advice.length === 0) return nothing
  return markup`<section>
<h2>What to do</h2>
${advice.map((one, index) => adviceArticle(one, `advice-${index}`))}</section>
`
}

/** Folded: nothing has to be done. */
export function spareSection(spare: SpareAdvice | undefined): Html {
  if (!spare) return nothing
  const { mode, advice } = spare
  return markup`<section>
<details>
<summary><h2>${spareHeading(mode)}</h2> <span class="muted">${advice.length === 1 ? '1 thing' : `${advice.length} things`} to do</span></summary>
${advice.map((one, index) => adviceArticle(one, `spare-${index}`))}</details>
</section>
`
}

function adviceArticle(advice: Advice, id: string): Html {
  const { title, why, recipes, action } = advice
  return markup`<article class="advice">
<p class="who">${placeOf(advice)}</p>
<h3>${title}</h3>
<p>${why}</p>
${action ? actionButton(action, advice.id) : nothing}${recipesOf(recipes, id)}</article>
`
}

/** The host goes by the advice's id: by the time it is told, it may show another diagnosis. */
function actionButton(action: AdviceAction, id: string): Html {
  return markup`<p class="host"><button type="button" data-action="${id}">${actionWords(action)}</button></p>
`
}

function recipesOf(recipes: readonly Recipe[], id: string): Html {
  const [only, ...others] = recipes
  if (!only) return nothing
  return others.length === 0 ? singleRecipe(only, id) : tabsOf(recipes, id)
}

function singleRecipe(recipe: Recipe, id: string): Html {
  return markup`<div class="recipe"><h4>${recipe.label}</h4>
${recipeText(recipe, `${id}-0`)}</div>
`
}

function tabsOf(recipes: readonly Recipe[], id: string): Html {
  return markup`<div class="tabs">
<div role="tablist" aria-label="One of these, for the tool that is there">
${recipes.map((recipe, at) => tabOf(recipe, `${id}-${at}`, at === 0))}</div>
${recipes.map((recipe, at) => panelOf(recipe, `${id}-${at}`))}</div>
`
}

function tabOf({ label }: Recipe, id: string, isFirst: boolean): Html {
  const state = markup`aria-selected="${String(isFirst)}" tabindex="${isFirst ? 0 : -1}"`
  return markup`<button type="button" role="tab" id="${id}-tab" aria-controls="${id}-panel" ${state}>${label}</button>
`
}

/** All are shown until the script runs, and on paper. */
function panelOf(recipe: Recipe, id: string): Html {
  return markup`<div class="recipe" role="tabpanel" id="${id}-panel" aria-labelledby="${id}-tab">
<h4 aria-hidden="true">${recipe.label}</h4>
${recipeText(recipe, id)}</div>
`
}

function recipeText({ language, text, label }: Recipe, id: string): Html {
  return markup`<button type="button" class="secondary copy" data-copy="${id}" aria-label="Copy for ${label}">Copy</button>
<pre id="${id}" data-language="${language}" tabindex="0">${text}</pre>
`
}
