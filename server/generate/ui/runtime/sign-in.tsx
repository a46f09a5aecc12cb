import { useLocation } from 'react-router'
import { signInAddress } from './api.ts'
import { useService } from './session.tsx'

/** Shown where a page needs somebody: who the service is for, and one button. */
export function SignInCard() {
  const service = useService()
  return (
    <section className="card sign-in">
      <h2>Sign in to go on</h2>
      <p className="muted">What you see and may do here depends on your role.</p>
      {service.roles.length > 0 && (
        <ul className="role-list">
          {service.roles.map((role) => (
            <li key={role.id}>
              <strong>{role.name}</strong>
              {role.description !== '' && <span className="muted">{role.description}</span>}
            </li>
          ))}
        </ul>
      )}
      <a className="button primary" href={signInAddress(useLocation())}>
        Sign in
      </a>
    </section>
  )
}
