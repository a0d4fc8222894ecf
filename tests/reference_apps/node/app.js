// The app is one flat table of steps that call each other through it, so that a defect replaces one by its name.

import { idToken } from './id_token.js'
import { leaving } from './leaving.js'
import { measures } from './measures.js'
import { pages } from './pages.js'
import { provider } from './provider.js'
import { signIn } from './sign_in.js'
import { tokens } from './tokens.js'
import { transport } from './transport.js'

const PARTS = [transport, provider, signIn, idToken, tokens, measures, leaving, pages]

/** Where the space is and who we are there, as the environment tells it. */
export function settings (environment) {
  return {
    issuer: environment.MES_ISSUER,
    clientId: environment.MES_CLIENT_ID,
    clientSecret: environment.MES_CLIENT_SECRET,
    fhirBase: environment.MES_FHIR_BASE,
    redirectUri: environment.MES_REDIRECT_URI,
    appUrl: environment.MES_APP_URL,
    idTokenHeader: environment.MES_ID_TOKEN_HEADER,
    algorithm: environment.ID_TOKEN_ALG ?? 'ES256', // as registered
    isInProduction: environment.NODE_ENV === 'production'
  }
}

/** The steps; `defect`, given the app and the steps as they were, returns those that it has otherwise. */
export function assemble (known, defect = () => ({})) {
  const app = { ...known }
  for (const part of PARTS) Object.assign(app, part(app))
  return Object.assign(app, defect(app, { ...app }))
}
