/**
 * The application permissions that the simulated tenants have consented to: the least ones, by Microsoft's own
 * permission map (microsoftgraph/microsoft-graph-devx-content, permissions.json).
 */
export const GRAPH_PERMISSIONS = [
  'Application.Read.All',
  'AppRoleAssignment.ReadWrite.All',
  'AuditLog.Read.All',
  'Directory.Read.All',
  'GroupMember.ReadWrite.All',
  'LicenseAssignment.ReadWrite.All',
  'Organization.Read.All',
  'User.EnableDisableAccount.All',
  'User.Read.All',
  'User.RevokeSessions.All',
  'User-PasswordProfile.ReadWrite.All',
  'UserAuthenticationMethod.ReadWrite.All',
] as const;
