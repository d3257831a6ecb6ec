# connections: the TCP table and its processes from WMI, else netstat by the shape of its rows.
$connectionsRead = $false
$connectionsOwners = @{}
try {
    $connectionsRows = @("$canaryAddress`t9`t$canaryAddress`t9`t5`t0`t")
    $connectionsRows += foreach ($row in @(Read-FrameWmi 'root\StandardCimv2' 'select * from MSFT_NetTCPConnection')) {
        $connectionsTime = $row.CreationTime
        if ($connectionsTime -is [DateTime]) { $connectionsTime = Get-FrameTime $connectionsTime }
        if ($row.RemotePort) { $connectionsOwners[[string]$row.OwningProcess] = $true }
        ($row.LocalAddress, $row.LocalPort, $row.RemoteAddress, $row.RemotePort, [int]$row.State, $row.OwningProcess, $connectionsTime) -join "`t"
    }
    Write-FrameRows 'connections' 'tcp' 'MSFT_NetTCPConnection' $connectionsRows
    $connectionsRead = $connectionsRows.Count -gt 1
} catch { Write-FrameFailure 'connections' 'tcp' $_ }

if (-not $connectionsRead) {
    try {
        $connectionsLines = @(Read-FrameProgram 'netstat.exe' @('-ano'))
        $connectionsRows = @("  TCP    [$canaryAddress]:9    [$canaryAddress]:9    -    0")
        $connectionsRows += $connectionsLines -match '^\s*(TCP|UDP)\s'
        foreach ($row in @($connectionsRows -match '^\s*TCP\s+\S+\s+\S+:[1-9]\d*\s')) { $connectionsOwners[($row -split '\s+')[-1]] = $true }
        Write-FrameRows 'connections' 'netstat' 'netstat' $connectionsRows
    } catch { Write-FrameFailure 'connections' 'netstat' $_ }
    # netstat's words for the states are translated; these are numbers.
    try {
        $connectionsRows = @("[$canaryAddress]:9`t[$canaryAddress]:9`t5")
        $connectionsRows += foreach ($row in @([Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpConnections())) {
            ([string]$row.LocalEndPoint, [string]$row.RemoteEndPoint, [int]$row.State) -join "`t"
        }
        Write-FrameRows 'connections' 'states' 'IPGlobalProperties' $connectionsRows
    } catch { Write-FrameFailure 'connections' 'states' $_ }
}

# Command line and user only of programs that hold a connection: the others are nobody's business.
try {
    $connectionsRows = foreach ($row in @(Read-FrameWmi 'root\cimv2' 'select Handle, ProcessId, CreationDate, ExecutablePath, CommandLine from Win32_Process')) {
        $connectionsTime = $row.CreationDate
        if ($connectionsTime -is [DateTime]) { $connectionsTime = Get-FrameTime $connectionsTime }
        $connectionsLine = ''
        $connectionsUser = ''
        if ($connectionsOwners[[string]$row.ProcessId]) {
            $connectionsLine = [string]$row.CommandLine
            # A method, which the objects of PowerShell 7 do not have: there the user stays unread.
            try {
                $connectionsOwner = $row.GetOwner()
                if ($connectionsOwner.User) { $connectionsUser = [string]$connectionsOwner.Domain + '\' + [string]$connectionsOwner.User }
            } catch { }
        }
        (($row.ProcessId, $connectionsTime, $row.ExecutablePath, $connectionsUser, $connectionsLine) -replace $frameControl, '?') -join "`t"
    }
    Write-FrameRows 'connections' 'processes' 'Win32_Process' $connectionsRows
} catch { Write-FrameFailure 'connections' 'processes' $_ }
